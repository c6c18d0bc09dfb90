// How `check-header` runs. Where a header has several lines, each must have an allowed value: which of them
// the backend believes, nobody knows.

import { PolicyFailure } from "../plan/policy-failure.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { constant } from "../plan/value.ts";

export const checkHeader: PolicyCompiler = (element) => {
  const name = element.textOr("name", "");
  const code = element.number("failed-check-httpcode", 401);
  const message = element.textOr("failed-check-error-message", "");
  const ignoresCase = element.bool("ignore-case", false);
  const values = element.children("value").map((value) => value.trimmedContent() ?? constant(""));
  return (call) => {
    const header = name(call).trim();
    const refuse = (reason: string, why: string): PolicyFailure =>
      new PolicyFailure(reason, `${why} Access denied.`, {
        status: code(call),
        publicMessage: message(call),
      });
    const shown = call.request.headers.valuesOf(header);
    if (shown.every((value) => value === ""))
      throw refuse("HeaderNotFound", `Header ${header} was not found in the request.`);
    if (values.length === 0) return undefined;
    const plain = ignoresCase(call) ? (text: string) => text.toLowerCase() : (text: string) => text;
    const allowed = new Set(values.map((value) => plain(value(call).trim())));
    const stranger = shown.find((value) => !allowed.has(plain(value)));
    if (stranger === undefined) return undefined;
    throw refuse("HeaderValueNotAllowed", `Header ${header} value of ${stranger} is not allowed.`);
  };
};
