// Policy documents of Azure API Management, checked when they are loaded: everything that is wrong with one,
// each with its place, so that nothing is left to be found while a request waits.

import { compareDiagnostics, type Diagnostic } from "#kernel/diagnostic.ts";
import { CheckContext, type CheckOptions } from "./check/check-context.ts";
import { checkIdentity } from "./check/check-identity.ts";
import { checkReferences } from "./check/check-references.ts";
import { checkRoot } from "./check/check-root.ts";
import { readPolicyDocument } from "./document/read-document.ts";
import { runnable } from "./run/runnable.ts";

export type { CheckOptions, IdentityChecks } from "./check/check-context.ts";
export type { Scope } from "./statement/schema.ts";

/** `text` is the document as it stands in `file`; what is found comes in the order of its places. */
export function checkPolicyDocument(
  text: string,
  file: string,
  options: CheckOptions = {},
): readonly Diagnostic[] {
  const { root, diagnostics } = readPolicyDocument(text, file);
  const context = new CheckContext(options, runnable);
  if (root !== undefined) {
    checkRoot(context, root);
    checkReferences(context, root);
    checkIdentity(context, root);
  }
  return [...diagnostics, ...context.diagnostics].toSorted(compareDiagnostics);
}
