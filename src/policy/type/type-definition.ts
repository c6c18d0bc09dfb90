// How the value library says what a type is and what it can do. A member is a line of C# beside the function
// that does it, so that the allow-list reads as the reference does, and nothing that is not written in such a
// line can be reached from an expression.

import { rememberEnum } from "../value/enum-names.ts";
import type { Run } from "../value/run.ts";
import type { ClrType } from "./clr-type.ts";

/**
 * What runs for a member. Operands are what C# passes: for instance members and extension methods the
 * receiver first (never null: the caller throws NullReferenceException before an instance member), then the
 * arguments, omitted optional ones filled in, `params` gathered into one array, `out` and `ref` as `Ref`.
 * Values are in their static representation (../value/boxed.ts). A conversion operator gets the value, a
 * constructor its arguments. (`never`: each function takes the types that the signature beside it names.)
 */
export type Implementation = (run: Run, ...operands: never[]) => unknown;

/**
 * For generic methods that must know their type arguments (`As<T>`, `FirstOrDefault<T>`): they come as one
 * array in the place before the receiver or first argument. Arguments of the declaring type come first.
 */
export type ReifiedImplementation = (run: Run, types: readonly ClrType[], ...operands: never[]) => unknown;

export type MemberBody =
  | Implementation
  | { readonly kind: "reified"; readonly body: ReifiedImplementation }
  /** The signature is known and refused with this advice, which is better than "unknown member". */
  | { readonly kind: "refused"; readonly advice: string };

/**
 * Signature → body. The forms, in C#'s own words:
 *
 *     "int Length"                                        a readable property or field
 *     "set int Capacity"                                  its setter: operands are receiver and value
 *     "static string Empty"                               static property or field
 *     "const int MaxValue"                                constant: usable in constant expressions
 *     "bool StartsWith(string value, StringComparison comparisonType)"
 *     "static string Join(string separator, params object[] values)"
 *     "static bool TryParse(string s, out int result)"
 *     "T As<T>(bool preserveContent = false)"             generic, optional parameter
 *     "static TSource First<TSource>(this IEnumerable<TSource> source, Func<TSource, bool> predicate)"
 *     "new(string pattern, RegexOptions options)"         constructor
 *     "char this[int index]", "set T this[int index]"     indexer
 *     "static TimeSpan operator -(DateTime d1, DateTime d2)"
 *     "static implicit operator JToken(string value)", "static explicit operator string(JToken value)"
 *
 * Types are keywords, or names as an expression may write them: the last part or the full name.
 */
export type Members = Readonly<Record<string, MemberBody>>;

export type TypeDefinition = {
  /** Full name; generic definitions name their parameters: `System.Collections.Generic.List<T>`. */
  readonly name: string;
  readonly kind: "class" | "struct" | "interface" | "enum" | "static" | "delegate";
  /** Base class and interfaces, in the same spelling as in signatures; `object` is understood. */
  readonly bases?: readonly string[];
  readonly members: Members;
  /** Enums: name → number. */
  readonly values?: Readonly<Record<string, number>>;
  /** Enums: values print as sums of names (`IgnoreCase, Multiline`), as [Flags] has it. */
  readonly isFlags?: boolean;
  /** Delegates: `bool Invoke(T arg)`. */
  readonly invoke?: string;
  /**
   * Whether a value in its object representation (not null) is one of these: for casts, `is`, `as` and
   * `catch`. `types` are the arguments of a generic type. Absent for interfaces and static classes that no
   * cast may name.
   */
  readonly isInstance?: (value: unknown, types: readonly ClrType[]) => boolean;
  /** Structs: `default(T)` in static representation. */
  readonly zero?: unknown;
};

/** Enums are remembered for the text of their values (../value/object-text.ts). */
export function defineType(definition: TypeDefinition): TypeDefinition {
  const { name, values, isFlags } = definition;
  if (values !== undefined) rememberEnum(name, values, isFlags ?? false);
  return definition;
}

export function reified(body: ReifiedImplementation): MemberBody {
  return { kind: "reified", body };
}

export function refused(advice: string): MemberBody {
  return { kind: "refused", advice };
}
