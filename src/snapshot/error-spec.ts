// Error responses of a site's own, as a snapshot carries them.

export type ErrorVariable = "request.id" | "status" | "title" | "reason";

/** Latin1 strings of the UTF-8, and variables between them. */
export type ErrorBody = readonly (string | { readonly name: ErrorVariable })[];

export type ErrorSpec = {
  /** A code of the fault catalogue, a status (`404`) or a class of them (`4xx`). */
  readonly on: string;
  /** 0: as it was. */
  readonly status: number;
  readonly contentType: string;
  /** Undefined: problem details. */
  readonly body: ErrorBody | undefined;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Responses of backends with such a status are replaced too. */
  readonly interceptBackend: boolean;
  /** Who prefers JSON to `contentType` gets problem details. */
  readonly offersProblem: boolean;
};
