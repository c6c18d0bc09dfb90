// The closed list of types and members that expressions can reach, made from the value library's tables.
// Signatures are read the first time that a type is used: most expressions use six of some hundred.

import { strict as assert } from "node:assert";
import { type ClrType, isSameType, named, substitute } from "./clr-type.ts";
import type { Member } from "./member.ts";
import { readSignature } from "./signature.ts";
import type { TypeDefinition } from "./type-definition.ts";
import { type NameLookup, SignatureText } from "./type-text.ts";
import { keywordTypes, objectType } from "./well-known.ts";

export type TypeEntry = {
  readonly definition: TypeDefinition;
  /** Without parameters: `System.Collections.Generic.List`. */
  readonly fullName: string;
  readonly shortName: string;
  readonly parameters: readonly string[];
  /** The type as its own definition sees it: `List<T>`. */
  readonly self: ClrType;
  /** Direct bases, in terms of `parameters`. */
  readonly bases: readonly ClrType[];
  /** By name; constructors are `new`, indexers `this`, conversions `implicit` and `explicit`. */
  readonly members: ReadonlyMap<string, readonly Member[]>;
  /** Delegates: what calling one takes and gives. */
  readonly invoke: Member | undefined;
};

export type Catalogue = {
  /** By short or full name and number of type parameters. Keywords are not names here. */
  readonly find: (name: string, arity: number) => TypeEntry | undefined;
  /** The entry of a named type; undefined for arrays, nullables and the like. */
  readonly entryOf: (type: ClrType) => TypeEntry | undefined;
  /** Extension methods of that name, from every static class. */
  readonly extensions: (name: string) => readonly Member[];
  readonly entries: readonly TypeEntry[];
  /** Short and full names, for "did you mean". */
  readonly names: readonly string[];
  /** The beginnings of full names: `System`, `System.Text`. */
  readonly namespaces: ReadonlySet<string>;
};

export function buildCatalogue(definitions: readonly TypeDefinition[]): Catalogue {
  const byName = new Map<string, TypeEntry>();
  const namespaces = new Set<string>();
  const lookupAt = (name: string, arity: number): TypeEntry | undefined => byName.get(`${name}/${arity}`);
  const lookup: NameLookup = (name, args) => {
    const keyword = args.length === 0 ? keywordTypes.get(name) : undefined;
    if (keyword !== undefined) return keyword;
    const entry = lookupAt(name, args.length);
    return entry === undefined ? undefined : named(entry.fullName, ...args);
  };
  const entries = definitions.map((definition) => makeEntry(definition, lookup));
  for (const entry of entries) {
    for (const name of new Set([entry.shortName, entry.fullName])) {
      const key = `${name}/${entry.parameters.length}`;
      assert(!byName.has(key), `two types are called ${name}`);
      byName.set(key, entry);
    }
    addNamespaces(namespaces, entry.fullName);
  }
  return {
    find: lookupAt,
    entryOf: (type) => (type.kind === "named" ? lookupAt(type.name, type.args.length) : undefined),
    extensions: gatherExtensions(entries),
    entries,
    names: entries.flatMap((entry) => [entry.shortName, entry.fullName]),
    namespaces,
  };
}

/** Reads the signatures of every type, one with each step. Gives how many members there are. */
export function* readSignatures({ entries, extensions }: Catalogue): Generator<undefined, number> {
  let count = 0;
  for (const { bases, members, invoke } of entries) {
    count += bases.length + members.size + (invoke === undefined ? 0 : 1);
    yield undefined;
  }
  return count + extensions("").length;
}

function addNamespaces(namespaces: Set<string>, fullName: string): void {
  for (let dot = fullName.indexOf("."); dot !== -1; dot = fullName.indexOf(".", dot + 1)) {
    namespaces.add(fullName.slice(0, dot));
  }
}

function makeEntry(definition: TypeDefinition, lookup: NameLookup): TypeEntry {
  const [fullName = "", list] = definition.name.replace(">", "").split("<");
  const parameters = list?.split(",").map((name) => name.trim()) ?? [];
  const scoped: NameLookup = (name, args) =>
    parameters.includes(name) ? { kind: "parameter", name } : lookup(name, args);
  const self = named(fullName, ...parameters.map((name): ClrType => ({ kind: "parameter", name })));
  const declaring = { fullName, self };
  let bases: readonly ClrType[] | undefined;
  let members: ReadonlyMap<string, readonly Member[]> | undefined;
  let invoke: Member | undefined;
  return {
    definition,
    fullName,
    shortName: fullName.slice(fullName.lastIndexOf(".") + 1),
    parameters,
    self,
    get bases() {
      bases ??= readBases(definition, fullName, scoped);
      return bases;
    },
    get members() {
      members ??= groupByName(
        Object.entries(definition.members).map(([line, body]) =>
          readSignature(declaring, line, body, scoped),
        ),
      );
      return members;
    },
    get invoke() {
      if (definition.invoke === undefined) return undefined;
      invoke ??= readSignature(declaring, definition.invoke, () => null, scoped);
      return invoke;
    },
  };
}

function readBases(definition: TypeDefinition, fullName: string, lookup: NameLookup): readonly ClrType[] {
  if (fullName === "System.Object") return [];
  const read = (definition.bases ?? []).map((text) => new SignatureText(text).type(lookup));
  return [...read, objectType];
}

function groupByName(members: readonly Member[]): ReadonlyMap<string, readonly Member[]> {
  return Map.groupBy(members, (member) => member.name);
}

function gatherExtensions(entries: readonly TypeEntry[]): (name: string) => readonly Member[] {
  let found: ReadonlyMap<string, readonly Member[]> | undefined;
  return (name) => {
    found ??= groupByName(
      entries
        .filter((entry) => entry.definition.kind === "static")
        .flatMap((entry) => [...entry.members.values()].flat().filter((member) => member.isExtension)),
    );
    return found.get(name) ?? [];
  };
}

/** What the entry's parameters stand for in `type`: `List<int>` → T = int. */
export function argumentsOf(entry: TypeEntry, type: ClrType): ReadonlyMap<string, ClrType> {
  const args = type.kind === "named" ? type.args : [];
  return new Map(entry.parameters.map((name, index) => [name, args[index] ?? objectType]));
}

const arrayInterfaces = ["IList", "ICollection", "IReadOnlyList", "IReadOnlyCollection", "IEnumerable"];

/** The direct bases of any type: of arrays and nullables too, which have no entry of their own. */
function directBases(catalogue: Catalogue, type: ClrType): readonly ClrType[] {
  if (type.kind === "array") {
    const generic = arrayInterfaces.map((name) => named(`System.Collections.Generic.${name}`, type.element));
    return [named("System.Array"), ...generic, objectType];
  }
  if (type.kind === "anonymous" || type.kind === "nullable") return [objectType];
  const entry = catalogue.entryOf(type);
  if (entry === undefined) return [];
  const types = argumentsOf(entry, type);
  return entry.bases.map((base) => substitute(base, types));
}

/** `type` itself, then its base classes and interfaces, nearest first, each once; System.Object last. */
export function ancestors(catalogue: Catalogue, type: ClrType): readonly ClrType[] {
  const found: ClrType[] = [type];
  for (const at of found) {
    for (const base of directBases(catalogue, at)) {
      if (base !== objectType && !found.some((other) => isSameType(other, base))) found.push(base);
    }
  }
  if (!isSameType(type, objectType)) found.push(objectType);
  return found;
}

/** What the type stands on, for questions that its kind answers. */
export function kindOf(catalogue: Catalogue, type: ClrType): TypeDefinition["kind"] | undefined {
  return catalogue.entryOf(type)?.definition.kind;
}

export function isValueType(catalogue: Catalogue, type: ClrType): boolean {
  const kind = kindOf(catalogue, type);
  return type.kind === "nullable" || kind === "struct" || kind === "enum";
}

/** Whether null is one of its values. */
export function isNullable(catalogue: Catalogue, type: ClrType): boolean {
  return type.kind === "nullable" || !isValueType(catalogue, type);
}

/** A member with its declaring type's parameters replaced by that type's arguments. */
export type ClosedMember = { readonly member: Member; readonly declaringArgs: readonly ClrType[] };

/** The operators of a type and its bases; of the underlying type for nullables. */
export function membersOfOperator(
  catalogue: Catalogue,
  type: ClrType,
  symbol: string,
): readonly ClosedMember[] {
  const own = type.kind === "nullable" ? type.underlying : type;
  return ancestors(catalogue, own).flatMap((base) => {
    const entry = catalogue.entryOf(base);
    const members = entry?.members.get(symbol) ?? [];
    return members
      .filter((member) => member.kind === "operator")
      .map((member) => ({ member, declaringArgs: [] }));
  });
}
