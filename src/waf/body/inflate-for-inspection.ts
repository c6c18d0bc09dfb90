// A coded body as rules see it: its content where it could be decoded within the limits, and else why not.

import { type Inflated, inflateBody } from "./inflate-body.ts";

export type InspectedText = {
  readonly text: string;
  /** Empty where all went well: REQBODY_ERROR_MSG. */
  readonly error: string;
};

const MAX_RATIO = 100;
const MAX_CODINGS = 2;

/** @param maxBytes of the content; more of it is a bomb as far as inspection goes */
export function inflateForInspection(
  coding: string,
  content: string,
  maxBytes: number,
): InspectedText | Promise<InspectedText> {
  const limits = { maxBytes, maxRatio: MAX_RATIO, maxCodings: MAX_CODINGS };
  const inflated = inflateBody(coding, content, limits);
  return inflated instanceof Promise ? inflated.then(textOf) : textOf(inflated);
}

function textOf(inflated: Inflated): InspectedText {
  switch (inflated.kind) {
    case "ok":
      return { text: inflated.content, error: "" };
    case "bomb":
      return { text: "", error: `the decoded body is too large by ${inflated.by}` };
    case "malformed":
      return { text: "", error: `the coding ${inflated.coding} is malformed: ${inflated.reason}` };
    case "unsupported":
      return { text: "", error: `the coding ${inflated.coding} is not known` };
  }
}
