// How `find-and-replace` runs: every occurrence of a text in the body.

import type { PolicyCompiler } from "../plan/step.ts";

export const findAndReplace: PolicyCompiler = (element) => {
  const from = element.textOr("from", "");
  const to = element.textOr("to", "");
  element.needsBody();
  return (call) => {
    const { body } = call.message;
    const wanted = from(call);
    const { text } = body;
    if (wanted === "" || !text.includes(wanted)) return undefined;
    const replacement = to(call);
    body.replaceText(text.replaceAll(wanted, () => replacement));
    return undefined;
  };
};
