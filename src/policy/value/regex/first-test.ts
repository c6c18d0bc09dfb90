// What a match can begin with, so that places where none begins are passed over quickly.

import { lowerCode } from "./code-case.ts";
import type { RegexNode } from "./regex-tree.ts";

type Test = (code: number) => boolean;

/** Undefined where a match may begin with anything, or take nothing. */
export function firstTest(node: RegexNode): Test | undefined {
  switch (node.kind) {
    case "one": {
      const { code: wanted, foldsCase } = node;
      return foldsCase ? (code) => lowerCode(code) === wanted : (code) => code === wanted;
    }
    case "set": {
      const { set, foldsCase } = node;
      return foldsCase ? (code) => set.has(lowerCode(code)) : (code) => set.has(code);
    }
    case "capture":
    case "atomic":
      return firstTest(node.body);
    case "loop":
      return node.min > 0 ? firstTest(node.body) : undefined;
    case "sequence":
      return node.items[0] === undefined ? undefined : firstTest(node.items[0]);
    case "choice": {
      const tests = node.items.map(firstTest);
      const known = tests.filter((test) => test !== undefined);
      if (known.length < tests.length) return undefined;
      return (code) => known.some((test) => test(code));
    }
    default:
      return undefined;
  }
}
