// What xml-to-json and json-to-xml share: whether they are to do anything, by what the message says that it
// is and by what the caller asks for, and the message afterwards.

import { namesMediaType, quality } from "#http/accept.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { Step } from "../plan/step.ts";

type Format = {
  readonly isType: (mediaType: string) => boolean;
  /** The media type that messages get. */
  readonly mediaType: string;
};

export type Conversion = {
  readonly from: Format;
  readonly to: Format;
  /** @throws ClrException for a text that is none of the format, BudgetExceeded */
  readonly convert: (call: PolicyCall, text: string) => string;
};

/** An empty body stays empty. */
export function conversionStep(element: StatementReader, conversion: Conversion): Step {
  const apply = element.textOr("apply", "always");
  const considersAccept = element.bool("consider-accept-header", true);
  element.needsBody();
  return (call) => {
    const { headers, body } = call.message;
    const mediaType = bare(headers.valuesOf("Content-Type")[0] ?? "");
    const isAlways = apply(call).trim().toLowerCase() === "always";
    if (!isAlways && !conversion.from.isType(mediaType)) return undefined;
    if (considersAccept(call) && !isWanted(call, mediaType, conversion)) return undefined;
    const text = body.text.replace(/^\uFEFF/, "");
    if (text.trim() === "") return undefined;
    body.replaceText(conversion.convert(call, text));
    headers.set("Content-Type", [conversion.to.mediaType]);
    call.note("converted", conversion.to.mediaType);
    return undefined;
  };
}

function bare(mediaType: string): string {
  return mediaType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/**
 * Where the caller names the other format, or takes it and not the one that there is.
 * @throws PolicyFailure where an answer can be had in neither
 */
function isWanted(call: PolicyCall, mediaType: string, { from, to }: Conversion): boolean {
  const accept = call.request.headers.valuesOf("Accept").join(", ");
  if (accept === "") return false;
  if (namesMediaType(accept, to.isType)) return true;
  if (quality(accept, mediaType === "" ? from.mediaType : mediaType) > 0) return false;
  if (quality(accept, to.mediaType) > 0) return true;
  if (call.section === "inbound") return false;
  const message = "The response is in none of the media types that the request accepts.";
  throw new PolicyFailure("NotAcceptable", message, { status: 406 });
}
