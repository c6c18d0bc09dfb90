// Types that are nothing but properties of a model: most of `context`.

import {
  defineType,
  type MemberBody,
  type Members,
  type TypeDefinition,
} from "../../type/type-definition.ts";
import type { Run } from "../run.ts";
import { ContextObject } from "./context-object.ts";

/** Signature → what the model gives for it, in static representation. */
export type Getters<Model> = Readonly<Record<string, (model: Model, run: Run) => unknown>>;

/** `isInstance` is by CLR name, which is the type's own. */
export function modelType<Model>(
  name: string,
  getters: Getters<Model>,
  others: Members = {},
  bases: readonly string[] = [],
): TypeDefinition {
  const members: Record<string, MemberBody> = {};
  for (const [signature, get] of Object.entries(getters)) {
    members[signature] = (run: Run, self: ContextObject<Model>) => get(self.model, run);
  }
  return defineType({
    name,
    kind: "interface",
    bases,
    isInstance: (value) => value instanceof ContextObject && value.clrName === name,
    members: { ...members, ...others },
  });
}

/** A model as an object of that type; null stays null. */
export function modelObject<Model>(name: string, model: Model | null): ContextObject<Model> | null {
  return model === null ? null : new ContextObject(name, model);
}
