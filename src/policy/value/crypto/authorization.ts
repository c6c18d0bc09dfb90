// The reference's Authorization: what `get-authorization-context` puts into a variable.

import type { TypeDefinition } from "../../type/type-definition.ts";
import { doubleType, intType } from "../../type/well-known.ts";
import { Boxed } from "../boxed.ts";
import type { ContextObject } from "../context/context-object.ts";
import { modelObject, modelType } from "../context/property-members.ts";
import { objectsMap } from "../context/string-map.ts";

export type AuthorizationModel = {
  readonly accessToken: string;
  /** Values in object representation. */
  readonly claims: readonly (readonly [string, unknown])[];
};

export const authorizationType: TypeDefinition = modelType<AuthorizationModel>("Authorization", {
  "string AccessToken": (model) => model.accessToken,
  "IReadOnlyDictionary<string, object> Claims": (model) => objectsMap(model.claims),
});

/** @param answer what the token endpoint said: names and JSON values */
export function authorizationObject(
  accessToken: string,
  answer: Readonly<Record<string, unknown>>,
): ContextObject<AuthorizationModel> | null {
  const claims = Object.entries(answer).map(([name, value]) => [name, objectOf(value)] as const);
  return modelObject("Authorization", { accessToken, claims });
}

/** In object representation; lists and objects as their JSON. */
function objectOf(value: unknown): unknown {
  if (typeof value === "number") {
    const isInt = Number.isInteger(value) && Math.abs(value) < 2 ** 31;
    return new Boxed(isInt ? intType : doubleType, value);
  }
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
