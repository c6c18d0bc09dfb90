// Policy documents and what they name, as plain data. The texts were checked when the configuration was
// loaded; workers make plans of them.

import type { Place } from "#kernel/diagnostic.ts";

export type PolicyDocumentSpec = {
  /** The path as diagnostics show it. */
  readonly file: string;
  /** As it stands in the file, named values not put in. One file is one object, wherever it is used. */
  readonly text: string;
};

export type NamedValueSpec = {
  /** As documents write it: `{{name}}`. */
  readonly name: string;
  readonly value: string;
  /** Never shown in logs, traces or diagnostics. */
  readonly isSecret: boolean;
};

export type FragmentSpec = { readonly id: string; readonly document: PolicyDocumentSpec };

/** What `set-backend-service backend-id` names. */
export type BackendSpec = {
  readonly id: string;
  /** The name of one of `Snapshot.pools`; made from the backend's URL where it has no pool of its own. */
  readonly pool: string;
  /** Put before the path of every request: `/v2`; empty for none. */
  readonly basePath: string;
  readonly credentials: BackendCredentials;
};

/** What requests to a backend get beside their own; replaces fields and parameters of the same name. */
export type BackendCredentials = {
  readonly headers: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly query: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** The whole value of `Authorization`; undefined where the request keeps its own. */
  readonly authorization: string | undefined;
};

export type PolicySpec = {
  /** Undefined: forwards, and does nothing else. */
  readonly global: PolicyDocumentSpec | undefined;
  readonly namedValues: readonly NamedValueSpec[];
  readonly fragments: readonly FragmentSpec[];
  readonly backends: readonly BackendSpec[];
  /** What `validate-content schema-id` names, and APIs as their GraphQL schema; absent for none. */
  readonly schemas?: readonly ServiceSchemaSpec[];
};

export type ServiceSchemaSpec = {
  readonly id: string;
  readonly kind: SchemaKind;
  /** The path as diagnostics show it. */
  readonly file: string;
  readonly text: string;
  /** Where the text stands inside another file; absent for the whole of `file`. */
  readonly place?: Place;
};

export type SchemaKind = "json" | "xml" | "graphql";

export const noPolicies: PolicySpec = { global: undefined, namedValues: [], fragments: [], backends: [] };
