// Reads a fixture; what it does not know is an error: a test that is half understood proves nothing.

import { Value } from "typebox/value";
import { isNode, LineCounter, parseDocument } from "yaml";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { type Fixture, fixtureSchema } from "./fixture.ts";

export type ReadFixture = {
  /** Undefined exactly when there are diagnostics. */
  readonly fixture: Fixture | undefined;
  readonly diagnostics: readonly Diagnostic[];
};

/** @param file its name, for messages */
export function readFixture(file: string, text: string): ReadFixture {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, stringKeys: true, prettyErrors: false });
  const at = (offset: number, message: string): Diagnostic => {
    const { line, col } = lines.linePos(offset);
    const hint = "docs/guide/policy-tests.md describes the form";
    return { file, line, column: col, severity: "error", code: "bad-fixture", message, hint };
  };
  const broken = document.errors.map((error) => at(error.pos[0], error.message));
  if (broken.length > 0) return { fixture: undefined, diagnostics: broken };
  const value: unknown = document.toJS({ maxAliasCount: 1000 });
  if (Value.Check(fixtureSchema, value)) return { fixture: value, diagnostics: [] };
  const found = new Map<string, Diagnostic>();
  for (const { keyword, instancePath, message } of Value.Errors(fixtureSchema, value)) {
    // Said again of the parent.
    if (keyword === "additionalProperties" || found.has(instancePath)) continue;
    const path = instancePath.split("/").slice(1).map(unescaped);
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    const what = path.length === 0 ? "the fixture" : path.join(".");
    found.set(
      instancePath,
      at(offset, keyword === "boolean" ? `there is no key ${what}` : `${what} ${message}`),
    );
  }
  return { fixture: undefined, diagnostics: [...found.values()] };
}

/** RFC 6901. */
function unescaped(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
