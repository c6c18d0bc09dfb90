// The reference's Authorization: what `get-authorization-context` puts into a variable.

import type { TypeDefinition } from "../../type/type-definition.ts";
import { modelType } from "../context/property-members.ts";
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
