// Compiles an expression against the types of values, evaluates it, and shows the result as ask-clr.ts does.

import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { bindSource } from "#policy/expression/bind/bind-source.ts";
import { zeroOf } from "#policy/expression/bind/default-value.ts";
import { compileClosures } from "#policy/expression/closure/compile-function.ts";
import { typeTest } from "#policy/expression/closure/type-test.ts";
import { generateFunction } from "#policy/expression/generate/generate-function.ts";
import { parseExpressionSource } from "#policy/expression/parse-expression-source.ts";
import { placesInText } from "#policy/expression/places-in-text.ts";
import { buildCatalogue } from "#policy/type/catalogue.ts";
import { objectType } from "#policy/type/well-known.ts";
import { ClrException } from "#policy/value/clr-exception.ts";
import { clrTypeNameOf } from "#policy/value/clr-type-name.ts";
import { collectionTypes } from "#policy/value/collection/collection-types.ts";
import { boxedItems } from "#policy/value/collection/element-of.ts";
import { coreTypes } from "#policy/value/core/core-types.ts";
import { linqTypes } from "#policy/value/linq/linq-types.ts";
import { numberTypes } from "#policy/value/number/number-types.ts";
import { textOf } from "#policy/value/object-text.ts";
import { Run } from "#policy/value/run.ts";
import { textTypes } from "#policy/value/text/text-types.ts";
import { timeTypes } from "#policy/value/time/time-types.ts";
import { xmlTypes } from "#policy/value/xml/xml-types.ts";

const catalogue = buildCatalogue([
  ...coreTypes,
  ...numberTypes,
  ...textTypes,
  ...timeTypes,
  ...collectionTypes,
  ...linqTypes,
  ...xmlTypes,
]);

const types = {
  zeroOf: (type: Parameters<typeof zeroOf>[1]) => zeroOf(catalogue, type),
  isInstance: (type: Parameters<typeof zeroOf>[1], value: unknown) => typeTest(catalogue, type)(value),
};

const world = {
  now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  random: () => 0.5,
  randomBytes: (count: number) => new Uint8Array(count),
};

function evaluationRun(): Run {
  return new Run(world, types, 1e7, 1e8);
}

/** How bound expressions are made to run. */
const tiers = { closures: compileClosures, generated: generateFunction } as const;

/** The result as text, the exception as `!type: "message"`, or what the compiler complains of. */
export function evaluateText(text: string, tier: keyof typeof tiers): string {
  const { source, diagnostics } = parseExpressionSource(
    text,
    placesInText(text, { file: "row", line: 1, column: 1 }),
  );
  if (source === undefined) return diagnostics.map(formatDiagnostic).join("; ");
  const bound = bindSource(catalogue, source, objectType);
  if (bound.complaints.length > 0) return bound.complaints.map(({ message }) => message).join("; ");
  try {
    const run = evaluationRun();
    return show(run, tiers[tier](catalogue, bound.function)(run, null));
  } catch (error) {
    if (error instanceof ClrException) return `!${error.typeName}: ${quoted(error.message)}`;
    throw error;
  }
}

function show(run: Run, value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "object" && Symbol.iterator in value) {
    return `[${[...boxedItems(run, value)].map((item) => show(run, item)).join(", ")}]`;
  }
  return `${clrTypeNameOf(value)} ${quoted(textOf(value))}`;
}

function quoted(text: string): string {
  const escaped = text
    .replaceAll(/["\\]/g, "\\$&")
    .replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `"${escaped}"`;
}
