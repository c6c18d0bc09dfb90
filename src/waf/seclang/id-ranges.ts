// Numbers of rules as directives name them: `942100`, `1-9`, `"1,5-9"`; for a rule of a chain `942100:1`.

import type { Place } from "#kernel/diagnostic.ts";
import type { IdRange } from "./program.ts";
import { type Report, shown } from "./report.ts";

/** `link` is the rule of the chain, 0 for the first. */
export type RuleReference = IdRange & { readonly link: number };

const ONE = /^(\d{1,15})(?:-(\d{1,15}))?(?::(\d{1,4}))?$/;

/** Undefined where something in the list is wrong, which is reported. */
export function parseReferences(text: string, place: Place, report: Report): RuleReference[] | undefined {
  const pieces = text.split(/[\s,]+/).filter((piece) => piece !== "");
  const references = pieces.map((piece) => {
    const [, from, to = from, link = "0"] = ONE.exec(piece) ?? [];
    const reference = { from: Number(from), to: Number(to), link: Number(link) };
    if (from !== undefined && reference.from <= reference.to) return reference;
    const hint = "write a number such as 942100, a range such as 942100-942199, or both with commas between";
    report.error(place, "invalid-id", `${shown(piece)} is not a rule's number or range of numbers`, hint);
    return undefined;
  });
  if (pieces.length === 0)
    report.error(place, "invalid-id", "a rule's number is missing", "write a number such as 942100");
  return references.length > 0 && references.every((each) => each !== undefined) ? references : undefined;
}

/** The same without rules of chains. */
export function parseIdRanges(text: string, place: Place, report: Report): IdRange[] | undefined {
  if (text.includes(":")) {
    const hint = "only SecRuleUpdateTargetById and SecRuleUpdateActionById name rules of a chain";
    report.error(place, "invalid-id", `${shown(text)} names a rule of a chain`, hint);
    return undefined;
  }
  return parseReferences(text, place, report)?.map(({ from, to }) => ({ from, to }));
}

export const isInRange = (id: number, { from, to }: IdRange): boolean => id >= from && id <= to;
