// The catalogue of policies that Azure documents: every policy with its sections and scopes, and each of the
// 401 rows about attributes and elements, is described here too, or refused.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { findPolicy } from "#policy/statement/policies.ts";
import type { AttributeDefinition, ElementDefinition, PolicyDefinition } from "#policy/statement/schema.ts";
import { needsShared, sharedPath } from "../../harness/shared-data.ts";
import { deviations } from "./catalogue-deviations.ts";

type Row = {
  readonly group: string;
  readonly name: string;
  readonly expr: boolean;
  readonly required: string;
  readonly default: string;
};
type Entry = {
  readonly policy: string;
  readonly sections: string;
  readonly scopes: string;
  readonly attributes: readonly Row[];
};

const path = sharedPath("apim/policy-catalog.json");
const catalogue: readonly Entry[] = existsSync(path)
  ? (JSON.parse(readFileSync(path, "utf8")) as Entry[])
  : [];

describe("the catalogue of policies", needsShared("apim/policy-catalog.json"), () => {
  test("has 66 policies and 401 rows", () => {
    const rows = catalogue.map(({ attributes }) => attributes.length);
    assert.equal(rows.length, 66);
    assert.equal(
      rows.reduce((sum, count) => sum + count, 0),
      401,
    );
  });

  for (const entry of catalogue) {
    const policy = findPolicy(entry.policy);
    test(`${entry.policy} is ${policy?.refusal === undefined ? "described as it is there" : "refused"}`, () => {
      assert.ok(policy !== undefined, "it is not known");
      if (policy.refusal !== undefined) return;
      const found = [
        ...placementDifferences(entry, policy),
        ...entry.attributes.flatMap(rowDifferences(policy)),
      ];
      assert.deepEqual(found, deviations.get(entry.policy)?.map(({ difference }) => difference) ?? []);
    });
  }

  test("every deviation is of a policy that is there", () => {
    const names = new Set(catalogue.map(({ policy }) => policy));
    assert.deepEqual(
      [...deviations.keys()].filter((name) => !names.has(name)),
      [],
    );
  });
});

function placementDifferences(entry: Entry, policy: PolicyDefinition): string[] {
  const sections = listOf(entry.sections).filter(
    (section) => !policy.sections.some((one) => one === section),
  );
  const more = policy.sections.filter((section) => !listOf(entry.sections).includes(section));
  const scopes = new Set(
    listOf(entry.scopes).map((scope) => (scope.startsWith("graphql") ? "resolver" : scope)),
  );
  const wrongScopes = [...scopes, ...policy.scopes].filter(
    (scope) => !scopes.has(scope) || !policy.scopes.some((one) => one === scope),
  );
  return [
    ...sections.map((section) => `not in ${section}`),
    ...more.map((section) => `also in ${section}`),
    ...wrongScopes.map((scope) => `scope ${scope}`),
  ];
}

const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== "");

/** The name of a row may be a link: `[set-body](set-body-policy.md)`. */
const nameOf = ({ name }: Row): string => /^\[(.+?)\]/.exec(name)?.[1] ?? name;

function rowDifferences(policy: PolicyDefinition): (row: Row) => string[] {
  return (row) => {
    const name = nameOf(row);
    const [, of = "", kind = ""] = /^(?:(.+?)[ -])?(attributes|elements)$/i.exec(row.group) ?? [];
    const owners =
      of === "" ? [policy] : descendantsOf(policy).filter((one) => one.name === of.toLowerCase());
    const where = of === "" ? name : `${of.toLowerCase()}/${name}`;
    if (kind.toLowerCase() === "attributes") {
      const attributes = owners.flatMap(({ attributes: all = [] }) => all.filter((one) => one.name === name));
      return attributes.length === 0
        ? [`no ${where}`]
        : attributes.flatMap((one) => attributeDifferences(one, row));
    }
    const child = owners.flatMap(descendantsOf).find((one) => one.name === name);
    return child === undefined ? [`no <${where}>`] : [];
  };
}

function descendantsOf(element: ElementDefinition): ElementDefinition[] {
  return (element.children ?? []).flatMap(({ element: child }) => [child, ...descendantsOf(child)]);
}

function attributeDifferences(attribute: AttributeDefinition, { expr, required }: Row): string[] {
  if (attribute.refusal !== undefined) return [];
  const { name, allowsExpression, isRequired } = attribute;
  const found: string[] = [];
  if (expr !== (allowsExpression === true)) found.push(`${name}: expression ${expr}`);
  if (/^yes\b/i.test(required) !== (isRequired === true)) found.push(`${name}: required ${required}`);
  return found;
}
