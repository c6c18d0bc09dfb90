// Reads one line of the value library's tables (the forms are in type-definition.ts) into a Member.

import { strict as assert } from "node:assert";
import { type ClrType, voidType } from "./clr-type.ts";
import type { Member, MemberKind, Parameter } from "./member.ts";
import type { MemberBody } from "./type-definition.ts";
import { type NameLookup, SignatureText } from "./type-text.ts";

type Declaring = { readonly fullName: string; readonly self: ClrType };

export function readSignature(
  declaring: Declaring,
  line: string,
  body: MemberBody,
  lookup: NameLookup,
): Member {
  const text = new SignatureText(line);
  const isConstant = text.take("const");
  const isStatic = text.take("static") || isConstant;
  const draft: Draft = { text, line, body, lookup, declaring, isStatic };
  if (text.take("new")) return readConstructor(draft);
  if (text.take("implicit")) return readConversion(draft, "implicit");
  if (text.take("explicit")) return readConversion(draft, "explicit");
  if (text.take("set")) return readProperty(draft, "setter", "index-setter");
  return readProperty(draft, isConstant ? "constant" : "property", "indexer");
}

type Draft = {
  readonly text: SignatureText;
  readonly line: string;
  readonly body: MemberBody;
  readonly lookup: NameLookup;
  readonly declaring: Declaring;
  readonly isStatic: boolean;
};

type Shape = Pick<Member, "kind" | "name" | "parameters" | "returns"> & Partial<Member>;

function finish(draft: Draft, shape: Shape): Member {
  assert(draft.text.isAtEnd(), `signature "${draft.line}": more than could be read`);
  return {
    isStatic: draft.isStatic,
    isExtension: false,
    typeParameters: [],
    body: draft.body,
    display: `${draft.declaring.fullName}: ${draft.line}`,
    ...shape,
  };
}

function readConstructor(draft: Draft): Member {
  const parameters = readParameters(draft, "(", ")");
  return finish(draft, {
    kind: "constructor",
    name: "new",
    parameters,
    returns: draft.declaring.self,
    isStatic: true,
  });
}

function readConversion(draft: Draft, name: string): Member {
  draft.text.expect("operator");
  const returns = draft.text.type(draft.lookup);
  return finish(draft, { kind: "conversion", name, parameters: readParameters(draft, "(", ")"), returns });
}

/** Properties, indexers, methods and operators all begin with their type; what follows tells them apart. */
function readProperty(draft: Draft, property: MemberKind, indexer: MemberKind): Member {
  const { text } = draft;
  const generic = readGenericParameters(draft);
  const returns = readReturnType(generic);
  if (text.take("operator")) {
    const name = text.until("(");
    return finish(draft, { kind: "operator", name, parameters: readParameters(generic, "(", ")"), returns });
  }
  const name = text.name();
  if (name === "this") {
    return finish(draft, { kind: indexer, name, parameters: readParameters(generic, "[", "]"), returns });
  }
  if (text.isAtEnd()) return finish(draft, { kind: property, name, parameters: [], returns });
  return readMethod(generic, name, returns);
}

type GenericDraft = Draft & { readonly typeParameters: readonly string[] };

/** A method's type parameters stand after its name, but its return type already uses them. */
function readGenericParameters(draft: Draft): GenericDraft {
  const found = /\s(\w+)<([\w, ]+)>\(/.exec(draft.line);
  const typeParameters = found?.[2]?.split(",").map((name) => name.trim()) ?? [];
  const lookup: NameLookup = (name, args) =>
    typeParameters.includes(name) ? { kind: "parameter", name } : draft.lookup(name, args);
  return { ...draft, lookup, typeParameters };
}

function readReturnType(draft: GenericDraft): ClrType {
  return draft.text.take("void") ? voidType : draft.text.type(draft.lookup);
}

function readMethod(draft: GenericDraft, name: string, returns: ClrType): Member {
  if (draft.typeParameters.length > 0) {
    draft.text.expect("<");
    draft.text.until(">");
    draft.text.expect(">");
  }
  const isExtension = /\(\s*this\s/.test(draft.line);
  const parameters = readParameters(draft, "(", ")");
  const { typeParameters } = draft;
  return finish(draft, { kind: "method", name, parameters, returns, typeParameters, isExtension });
}

function readParameters(draft: Draft, open: string, close: string): Parameter[] {
  const { text } = draft;
  const parameters: Parameter[] = [];
  text.expect(open);
  if (text.take(close)) return parameters;
  do parameters.push(readParameter(draft));
  while (text.take(","));
  text.expect(close);
  return parameters;
}

function readParameter(draft: Draft): Parameter {
  const { text } = draft;
  text.take("this");
  const isParams = text.take("params");
  const mode = text.take("out") ? "out" : text.take("ref") ? "ref" : "value";
  const type = text.type(draft.lookup);
  assert(!isParams || type.kind === "array", `signature "${draft.line}": params takes an array`);
  const name = text.name();
  const omitted = text.take("=") ? { value: readDefault(text.until(",)]"), draft.line) } : undefined;
  return { name, type, mode, isParams, omitted };
}

const defaults: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["null", null],
  ["true", true],
  ["false", false],
]);

function readDefault(text: string, line: string): unknown {
  if (defaults.has(text)) return defaults.get(text);
  if (/^-?\d+$/.test(text)) return Number(text);
  if (/^-?\d+L$/.test(text)) return BigInt(text.slice(0, -1));
  const quoted = /^"([^"\\]*)"$/.exec(text);
  assert(quoted?.[1] !== undefined, `signature "${line}": default ${text} cannot be read`);
  return quoted[1];
}
