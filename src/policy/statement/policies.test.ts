import assert from "node:assert/strict";
import { test } from "node:test";
import { literalMistake } from "../check/literal-mistake.ts";
import { findPolicy, policies } from "./policies.ts";
import type { ElementDefinition } from "./schema.ts";

const elementsOf = (element: ElementDefinition): ElementDefinition[] => [
  element,
  ...(element.children ?? []).flatMap((child) => elementsOf(child.element)),
];
const elements = policies.flatMap(elementsOf);

test("policies stand in the order of their names, each once", () => {
  const names = policies.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)].toSorted());
});

test("a policy is found by its exact name", () => {
  assert.equal(findPolicy("set-header")?.name, "set-header");
  assert.equal(findPolicy("Set-Header"), undefined);
  assert.equal(findPolicy("base"), undefined);
});

test("every default is a value that the attribute takes", () => {
  for (const { name, attributes = [] } of elements) {
    for (const { name: attribute, takes, default: value } of attributes) {
      if (value === undefined) continue;
      assert.equal(literalMistake(takes, value), undefined, `${attribute} of ${name}`);
    }
  }
});

test("no element has an attribute or a child twice", () => {
  for (const { name, attributes = [], children = [] } of elements) {
    const names = [
      ...attributes.map((one) => one.name),
      ...children.map(({ element }) => `<${element.name}>`),
    ];
    assert.equal(new Set(names).size, names.length, name);
  }
});

test("rules speak of attributes and children that there are", () => {
  for (const { name, attributes = [], children = [], rules = [] } of elements) {
    for (const rule of rules) {
      const isOfChildren = rule.kind === "at-least-one-child" || rule.kind.endsWith("-unless");
      const known = isOfChildren
        ? children.map(({ element }) => element.name)
        : attributes.map((one) => one.name);
      for (const word of rule.of) assert.ok(known.includes(word), `${word} of ${name}`);
    }
  }
});

test("what a policy takes by name are policies", () => {
  for (const { name, content } of elements) {
    const only = content?.kind === "policies" ? (content.only ?? []) : [];
    for (const one of only) assert.ok(findPolicy(one) !== undefined, `${one} in ${name}`);
  }
});
