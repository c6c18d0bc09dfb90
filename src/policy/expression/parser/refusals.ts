// What C# has and policy expressions have not: each is refused by its name, with what to write instead.

import type { TokenCursor } from "./token-cursor.ts";

type Refusal = { readonly message: string; readonly hint: string };

const refusals = {
  alias: { message: "alias::name is not allowed", hint: "write the name without what stands before ::" },
  "anonymous-method": { message: "delegate { … } is not allowed", hint: "write a lambda: (x) => { … }" },
  "array-dimensions": {
    message: "arrays of several dimensions are not allowed",
    hint: "write arrays of arrays",
  },
  async: { message: "async is not allowed", hint: "leave it out: what policies call answers at once" },
  await: { message: "await is not allowed", hint: "leave it out: what policies call answers at once" },
  coalescing: { message: "??= is of a later C#", hint: "write x = x ?? …" },
  declaration: {
    message: "types cannot be declared",
    hint: "use new { … }, Tuple.Create or JObject for data",
  },
  dynamic: { message: "dynamic is not allowed", hint: "cast to the type that the value has, or use JToken" },
  event: { message: "members of a type cannot be declared", hint: "declare a variable or a local function" },
  generic: { message: "local functions cannot be generic", hint: "write the types that it is called with" },
  goto: { message: "goto is not allowed", hint: "use if, loops, or a local function" },
  "index-from-end": {
    message: "^ before an index is of a later C#",
    hint: "write x[x.Length - 1], or x.Last()",
  },
  label: { message: "labels are not allowed", hint: "use if, loops, or a local function" },
  lambda: {
    message: "parameters of lambdas have no modifiers",
    hint: "pass the value, or use a local function",
  },
  lock: { message: "lock is not allowed", hint: "leave it out: nothing runs beside an expression" },
  "null-forgiving": { message: "! behind an expression is of a later C#", hint: "leave it out" },
  "object-context": { message: "this and base are not allowed", hint: "everything is reached from context" },
  "open-generic": { message: "a generic type needs its arguments", hint: "write them: List<string>" },
  parameter: {
    message: "parameters of local functions have no modifiers",
    hint: "return what they would give",
  },
  pattern: {
    message: "this pattern is of a later C#",
    hint: "write `is T name`, then compare with &&, || and !",
  },
  query: { message: "query syntax is not allowed", hint: "write .Where(x => …).Select(x => …)" },
  range: { message: "ranges are of a later C#", hint: "write Substring, Skip or Take" },
  record: { message: "with { … } is of a later C#", hint: "write new { … } with every member" },
  reference: { message: "references to variables are not allowed", hint: "use the variable itself" },
  static: { message: "static is of a later C# here", hint: "leave it out" },
  switch: { message: "switch expressions are of a later C#", hint: "write a switch statement, or … ? … : …" },
  "target-typed-new": { message: "new without a type is of a later C#", hint: "write the type: new T(…)" },
  tuple: {
    message: "tuples are not allowed",
    hint: "use new { a, b }, Tuple.Create(a, b), or out parameters",
  },
  unsafe: {
    message: "pointers and unsafe code are not allowed",
    hint: "use arrays, Convert and BitConverter",
  },
  using: { message: "using without brackets is of a later C#", hint: "write using (var x = …) { … }" },
  yield: { message: "yield is not allowed", hint: "collect the values in a List and return it" },
} as const satisfies Readonly<Record<string, Refusal>>;

export type RefusalName = keyof typeof refusals;

/** Complains that the construct at `at`, by default the next token, is not allowed, and reads on. */
export function complainRefused(cursor: TokenCursor, name: RefusalName, at = cursor.token.at): void {
  const { message, hint } = refusals[name];
  cursor.complain(at, codeOf(name), message, hint);
}

/** The same where reading cannot go on. */
export function refuse(cursor: TokenCursor, name: RefusalName, at = cursor.token.at): never {
  const { message, hint } = refusals[name];
  return cursor.fail(codeOf(name), message, hint, at);
}

/** `refused-goto`, `refused-query`. */
const codeOf = (name: RefusalName): string => `refused-${name}`;
