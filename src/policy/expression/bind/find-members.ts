// Members of a type by name, bases included; and the extension methods that its values have.

import { ancestors, argumentsOf, type Catalogue } from "../../type/catalogue.ts";
import { type ClrType, named, substitute } from "../../type/clr-type.ts";
import type { Member } from "../../type/member.ts";
import type { Candidate } from "./operand.ts";

/** Nearest declaring type first, so that an override hides what it overrides. */
export function membersOf(catalogue: Catalogue, type: ClrType, name: string): readonly Candidate[] {
  return ancestors(catalogue, type).flatMap((base) => declared(catalogue, entryType(base), name));
}

/** Static members are looked for in the type and its base classes, as C# does. */
export function staticsOf(catalogue: Catalogue, type: ClrType, name: string): readonly Candidate[] {
  return membersOf(catalogue, type, name).filter((candidate) => candidate.member.isStatic);
}

export function extensionsOf(catalogue: Catalogue, name: string): readonly Candidate[] {
  return catalogue.extensions(name).map((member) => ({ member, declaringArgs: [] }));
}

/** Nullable<T> has its members in the catalogue under that name. */
function entryType(type: ClrType): ClrType {
  return type.kind === "nullable" ? named("System.Nullable", type.underlying) : type;
}

function declared(catalogue: Catalogue, type: ClrType, name: string): readonly Candidate[] {
  const entry = catalogue.entryOf(type);
  const members = entry?.members.get(name) ?? [];
  if (entry === undefined || members.length === 0) return [];
  const types = argumentsOf(entry, type);
  const declaringArgs = [...types.values()];
  return members.map((member) => ({ member: closeMember(member, types), declaringArgs, declaring: type }));
}

/** Puts the type arguments in the place of a declaring type's, or a method's, parameters. */
export function closeMember(member: Member, types: ReadonlyMap<string, ClrType>): Member {
  if (types.size === 0) return member;
  return {
    ...member,
    returns: substitute(member.returns, types),
    parameters: member.parameters.map((parameter) => ({
      ...parameter,
      type: substitute(parameter.type, types),
    })),
  };
}
