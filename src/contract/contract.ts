// What an API promises: the operations, parameters, bodies and responses of its description, as plain data.
// Control makes it of a document; workers build tables and validators of it.

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export type JsonObject = { readonly [key: string]: JsonValue };

/** A schema of JSON Schema 2020-12; its references are `#/$defs/NAME`, into `Contract.schemas`. */
export type JsonSchema = boolean | JsonObject;

export type SpecificationVersion = "2.0" | "3.0" | "3.1";

export type ParameterPlace = "path" | "query" | "header" | "cookie";

/** How a value that is more than one text is written (OpenAPI 3.1 §4.8.12.2); the last one is 2.0's `tsv`. */
export type ParameterStyle =
  | "simple"
  | "label"
  | "matrix"
  | "form"
  | "spaceDelimited"
  | "pipeDelimited"
  | "deepObject"
  | "tabDelimited";

export type Parameter = {
  /** As written; headers are compared without regard to case. */
  readonly name: string;
  readonly in: ParameterPlace;
  readonly isRequired: boolean;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  /** A key of `Contract.schemas`; undefined where anything may stand. */
  readonly schema: string | undefined;
  /** Where the value is a document of that media type instead of a style. */
  readonly contentType: string | undefined;
};

export type MediaType = {
  /** Lower case, without parameters: `application/json`, `text/*`. */
  readonly contentType: string;
  /** A key of `Contract.schemas`; undefined where any content fits. */
  readonly schema: string | undefined;
  /** In the order of the description. */
  readonly examples: readonly JsonValue[];
};

export type RequestContent = { readonly isRequired: boolean; readonly content: readonly MediaType[] };

export type ResponseContract = {
  /** `200`, `4XX` or `default`. */
  readonly status: string;
  readonly headers: readonly Parameter[];
  readonly content: readonly MediaType[];
};

export type Operation = {
  /** As Azure names it: the operation's id, or method and path, in small letters and dashes. */
  readonly id: string;
  readonly displayName: string;
  /** Upper case. */
  readonly method: string;
  /** Below the API's path: `/pets/{id}`, `/files/*`, `/find?kind={kind}`. */
  readonly urlTemplate: string;
  readonly parameters: readonly Parameter[];
  /** Undefined where the description names no body. */
  readonly request: RequestContent | undefined;
  readonly responses: readonly ResponseContract[];
};

export type Contract = {
  readonly title: string;
  readonly version: string;
  readonly specification: SpecificationVersion;
  /** Absolute or relative addresses, their variables replaced by defaults. */
  readonly servers: readonly string[];
  /** The path of the first server, without a slash at its end. */
  readonly basePath: string;
  readonly operations: readonly Operation[];
  readonly schemas: { readonly [name: string]: JsonSchema };
};
