// The schemas of a contract, ready to hold values against. They are compiled where a snapshot is built, one
// by one, so that no request waits for it; what was not made ready then is compiled when it is asked for.

import { defaultLimits } from "#kernel/limits.ts";
import { runSteps } from "#kernel/run-steps.ts";
import type { Contract, JsonValue } from "./contract.ts";
import { isList, isObject } from "./document/json-value.ts";
import {
  type CompiledSchema,
  type ErrorObject,
  errorMessage,
  SchemaCompiler,
} from "./schema/compile-schema.ts";
import { dependencyOrder } from "./schema/dependency-order.ts";
import { readJson } from "./schema/read-json.ts";
import type { SchemaVariant } from "./schema/vary-schemas.ts";

export type { SchemaVariant } from "./schema/vary-schemas.ts";

export type SchemaError = {
  /** A JSON pointer into the value; empty for the whole. */
  readonly path: string;
  /** What is wrong there, without the value itself. */
  readonly message: string;
};

export const plainVariant: SchemaVariant = { allowsAdditional: undefined, ignoresCase: false };

export class ContractValidators {
  readonly #contract: Contract;
  readonly #compilers = new Map<string, SchemaCompiler>();
  readonly #compiled = new Map<string, CompiledSchema>();

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  has(schema: string): boolean {
    return Object.hasOwn(this.#contract.schemas, schema);
  }

  /**
   * Compiles what is named and what that refers to, half of a schema with each step.
   * @throws EvalError where the process forbids generated code: the snapshot is refused then, never unchecked
   */
  *prepare(schemas: readonly string[], variant: SchemaVariant = plainVariant): Generator<undefined, void> {
    for (const schema of dependencyOrder(this.#contract.schemas, schemas)) {
      yield* this.#compileSchema(schema, variant);
      yield undefined;
    }
  }

  /** Empty where the body is JSON and fits. At most `maxErrors`. */
  validateJson(
    schema: string,
    body: Uint8Array,
    variant: SchemaVariant = plainVariant,
  ): readonly SchemaError[] {
    const read = readJson(body);
    if ("why" in read) return [unreadable(read.why)];
    return this.#validate(schema, read.value, read.valueCount, variant);
  }

  /** Only whether the body is JSON, within the limits of all. */
  validateAny(body: Uint8Array): readonly SchemaError[] {
    const read = readJson(body);
    return "why" in read ? [unreadable(read.why)] : [];
  }

  /** For values of little size: parameters and headers. */
  validateValue(schema: string, value: JsonValue): readonly SchemaError[] {
    return this.#validate(schema, value, 0, plainVariant);
  }

  /** The schema as it stands in the contract, for who has to know of which types its values may be. */
  schemaOf(schema: string): Contract["schemas"][string] {
    return this.#contract.schemas[schema] ?? true;
  }

  #validate(
    schema: string,
    value: JsonValue,
    valueCount: number,
    variant: SchemaVariant,
  ): readonly SchemaError[] {
    const { test, explain } = this.#compiledSchema(schema, variant);
    const twins: SchemaError[] = [];
    const subject = variant.ignoresCase ? lowerNames(value, "", twins) : value;
    if (twins.length > 0) return twins.slice(0, defaultLimits.contract.maxErrors);
    if (test(subject)) return [];
    if (valueCount > defaultLimits.contract.maxBodyValues) return toErrors(test.errors);
    explain(subject);
    return toErrors(explain.errors);
  }

  #compiledSchema(schema: string, variant: SchemaVariant): CompiledSchema {
    return this.#compiled.get(keyOf(schema, variant)) ?? runSteps(this.#compileSchema(schema, variant));
  }

  *#compileSchema(schema: string, variant: SchemaVariant): Generator<undefined, CompiledSchema> {
    const key = keyOf(schema, variant);
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const form = formOf(variant);
    let compiler = this.#compilers.get(form);
    if (compiler === undefined) {
      compiler = new SchemaCompiler(this.#contract.schemas, variant);
      this.#compilers.set(form, compiler);
      yield undefined;
    }
    const compiled = yield* compiler.compile(schema);
    this.#compiled.set(key, compiled);
    return compiled;
  }
}

const formOf = ({ allowsAdditional, ignoresCase }: SchemaVariant): string =>
  `${allowsAdditional} ${ignoresCase}`;

const keyOf = (schema: string, variant: SchemaVariant): string => `${formOf(variant)} ${schema}`;

function unreadable(why: string): SchemaError {
  return { path: "", message: `the body cannot be read as JSON: ${why}` };
}

/** Keywords that only say that a part of the schema failed, whose own errors are told. */
const FRAMES = new Set(["if", "allOf"]);

function toErrors(errors: readonly ErrorObject[] | null | undefined): readonly SchemaError[] {
  const told = (errors ?? []).filter(({ keyword }) => !FRAMES.has(keyword));
  const shown = told.length > 0 ? told : (errors ?? []);
  return shown.slice(0, defaultLimits.contract.maxErrors).map((error) => {
    return { path: error.instancePath.slice(0, 500), message: errorMessage(error) };
  });
}

/** Two names that are one without regard to case are an error: backends would choose one or the other. */
function lowerNames(value: JsonValue, path: string, twins: SchemaError[]): JsonValue {
  if (isList(value)) return value.map((item, i) => lowerNames(item, `${path}/${i}`, twins));
  if (!isObject(value)) return value;
  const lowered = new Map<string, JsonValue>();
  for (const [name, member] of Object.entries(value)) {
    const key = name.toLowerCase();
    if (lowered.has(key)) twins.push({ path, message: `has the property ${JSON.stringify(key)} twice` });
    lowered.set(key, lowerNames(member, `${path}/${key}`, twins));
  }
  return Object.fromEntries(lowered);
}
