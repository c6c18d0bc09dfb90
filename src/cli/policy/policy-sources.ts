// Documents of scopes with what they name, read from files and checked, for commands that make plans of them.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { checkPolicyDocument, type Scope } from "#policy/check-document.ts";
import { PlanOrder } from "#policy/plan-order.ts";
import { type Plan, PlanMaker, type PolicyText, type ScopedDocument } from "#policy/plans.ts";

/** From the outermost to the innermost, as `<base />` goes. */
export const planScopes = ["global", "workspace", "product", "api", "operation"] as const;

export type PolicySources = {
  readonly documents: readonly { readonly scope: (typeof planScopes)[number]; readonly file: string }[];
  /** Every file in it that ends in .xml is a fragment with the id that stands before it. */
  readonly fragmentsFolder: string | undefined;
  /** Undefined: nothing is known of them. */
  readonly namedValues: ReadonlyMap<string, string> | undefined;
};

export type MadePlan = {
  /** Undefined exactly when a diagnostic is an error. */
  readonly plan: Plan | undefined;
  readonly diagnostics: readonly Diagnostic[];
};

/** @throws Error when a file cannot be read */
export function planFromFiles({ documents, fragmentsFolder, namedValues }: PolicySources): MadePlan {
  const fragments = readFragments(fragmentsFolder);
  const ordered = planScopes.flatMap((scope) => documents.filter((one) => one.scope === scope));
  const texts: readonly ScopedDocument[] = ordered.map(({ scope, file }) => ({
    scope,
    file,
    text: readFileSync(file, "utf8"),
  }));
  const options = { namedValues, fragments: new Set(fragments.keys()) };
  const check = ({ text, file }: PolicyText, scope?: Scope): readonly Diagnostic[] =>
    checkPolicyDocument(text, file, { ...options, scope });
  const diagnostics = [
    ...[...fragments.values()].flatMap((fragment) => check(fragment)),
    ...texts.flatMap((document) => check(document, document.scope)),
  ];
  if (diagnostics.some(({ severity }) => severity === "error")) return { plan: undefined, diagnostics };
  const order = new PlanOrder(fragments);
  order.judge(texts);
  if (order.mistakes.length > 0) return { plan: undefined, diagnostics: [...diagnostics, ...order.mistakes] };
  const maker = new PlanMaker({ fragments, namedValues: namedValues ?? new Map() });
  return { plan: maker.plan(texts), diagnostics };
}

function readFragments(folder: string | undefined): ReadonlyMap<string, PolicyText> {
  if (folder === undefined) return new Map();
  const names = readdirSync(folder).filter((name) => name.endsWith(".xml"));
  return new Map(
    names.toSorted().map((name) => {
      const file = join(folder, name);
      return [basename(name, ".xml"), { file, text: readFileSync(file, "utf8") }];
    }),
  );
}
