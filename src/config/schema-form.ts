// The few forms that the configuration's schema is written in: typebox schemas, with the walker's keywords.

import { type Static, type TSchema, Type } from "typebox";
import { DURATION_PATTERN } from "./duration.ts";
import { SIZE_PATTERN } from "./size.ts";

const NAME = {
  pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$",
  description: "use letters, digits, _ . and -, starting with a letter or digit, at most 63 characters",
};

export const LETTER_NAME = {
  pattern: "^[A-Za-z][A-Za-z0-9_.-]{0,62}$",
  description: "use letters, digits, _ . and -, starting with a letter, at most 63 characters",
};

export const FIELD_NAME = {
  pattern: "^[!#$%&'*+\\-.^_`|~0-9A-Za-z]+$",
  description: "a header name holds letters, digits and - only (RFC 9110 §5.6.2)",
};

type Options = Readonly<Record<string, unknown>> & { readonly description: string };

/** An object of known keys. */
export const keys = <P extends Record<string, TSchema>>(properties: P, options: Options) =>
  Type.Object(properties, { additionalProperties: false, ...options });

/** A map from names to values, in the author's order. */
export const named = <S extends TSchema>(value: S, options: Options) =>
  Type.Unsafe<ReadonlyMap<string, Static<S>>>({
    type: "object",
    additionalProperties: value,
    propertyNames: NAME,
    ...options,
  });

export const list = <S extends TSchema>(items: S, options: Options) =>
  Type.Unsafe<readonly Static<S>[]>({ type: "array", items, ...options });

/** A text that a format parses into a `T`. */
export const formatted = <T>(format: string, options: Options) =>
  Type.Unsafe<T>({ type: "string", format, ...options });

export const text = (options: Options) => Type.String(options);
export const whole = (minimum: number, maximum: number, options: Options) =>
  Type.Integer({ minimum, maximum, ...options });
export const flag = (options: Options) => Type.Boolean(options);

export const choice = <const C extends readonly string[]>(choices: C, options: Options) =>
  Type.Unsafe<C[number]>({ type: "string", enum: [...choices], ...options });

export const duration = (defaultValue: string, description: string, minimum = 1) =>
  formatted<number>("duration", { description, default: defaultValue, minimum, pattern: DURATION_PATTERN });

export const size = (minimum: number, maximum: number, defaultValue: string, description: string) =>
  formatted<number>("size", { description, default: defaultValue, minimum, maximum, pattern: SIZE_PATTERN });

export const mention = (kind: string, description: string) =>
  text({ description, mentions: kind, minLength: 1 });
