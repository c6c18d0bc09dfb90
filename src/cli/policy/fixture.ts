// A fixture of `policy test`: documents with calls that are run through them, and what is expected of each.
// Its form is this schema; what does not fit is told with line and column.

import { type Static, type TSchema, Type } from "typebox";

const closed = { additionalProperties: false } as const;

function keys<Properties extends Record<string, TSchema>>(properties: Properties) {
  return Type.Object(properties, closed);
}

const texts = Type.Record(Type.String(), Type.String());

/** A text as it is, or a value that becomes JSON with its media type. */
const body = { body: Type.Optional(Type.String()), json: Type.Optional(Type.Unknown()) };

const answer = {
  status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599 })),
  headers: Type.Optional(texts),
  ...body,
  /** No answer: the reason of `context.LastError`. */
  fails: Type.Optional(Type.String()),
};

const backend = keys(answer);

const outbound = keys({
  /** The beginning of the address. */
  url: Type.String(),
  method: Type.Optional(Type.String()),
  ...answer,
});

const request = keys({
  method: Type.Optional(Type.String()),
  /** Absolute, or a path with a query. */
  url: Type.Optional(Type.String()),
  headers: Type.Optional(texts),
  /** Of the template of the operation. */
  parameters: Type.Optional(texts),
  ip: Type.Optional(Type.String()),
  ...body,
});

const named = keys({ id: Type.String(), name: Type.Optional(Type.String()) });

const context = keys({
  api: Type.Optional(named),
  operation: Type.Optional(named),
  product: Type.Optional(named),
  subscription: Type.Optional(
    keys({ id: Type.String(), name: Type.Optional(Type.String()), key: Type.Optional(Type.String()) }),
  ),
  user: Type.Optional(
    keys({
      id: Type.String(),
      email: Type.Optional(Type.String()),
      groups: Type.Optional(Type.Array(Type.String())),
    }),
  ),
  variables: Type.Optional(texts),
  /** Claims of the token that validate-jwt and its like are shown, and take; none without it. */
  token: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  hasCertificate: Type.Optional(Type.Boolean()),
  /** What authentication-managed-identity and get-authorization-context get. */
  ownToken: Type.Optional(Type.String()),
});

const forwarded = keys({
  method: Type.Optional(Type.String()),
  path: Type.Optional(Type.String()),
  /** With its `?`. */
  query: Type.Optional(Type.String()),
  headers: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))),
  /** What `set-backend-service` chose: an address or an id. */
  to: Type.Optional(Type.String()),
  ...body,
});

const expectation = keys({
  status: Type.Optional(Type.Integer()),
  /** null: the header is not there. */
  headers: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))),
  ...body,
  bodyContains: Type.Optional(Type.String()),
  /** By their texts; null: not set, or null. */
  variables: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))),
  /** Policies by name or by path. */
  ran: Type.Optional(Type.Array(Type.String())),
  notRan: Type.Optional(Type.Array(Type.String())),
  backend: Type.Optional(Type.Union([Type.Boolean(), forwarded])),
  /** The addresses that policies called, in their order. */
  calls: Type.Optional(Type.Array(Type.String())),
  error: Type.Optional(
    Type.Union([
      Type.Null(),
      keys({ source: Type.Optional(Type.String()), reason: Type.Optional(Type.String()) }),
    ]),
  ),
});

const testCase = keys({
  name: Type.String(),
  request: Type.Optional(request),
  context: Type.Optional(context),
  /** One answer for all tries, or one for each; the last stays. */
  backend: Type.Optional(Type.Union([backend, Type.Array(backend, { minItems: 1 })])),
  /** Answers to requests of policies' own; one that none of these answers fails. */
  calls: Type.Optional(Type.Array(outbound)),
  expect: expectation,
});

/** Paths are relative to the file. */
export const fixtureSchema = keys({
  documents: keys({
    global: Type.Optional(Type.String()),
    workspace: Type.Optional(Type.String()),
    product: Type.Optional(Type.String()),
    api: Type.Optional(Type.String()),
    operation: Type.Optional(Type.String()),
  }),
  /** A folder. */
  fragments: Type.Optional(Type.String()),
  namedValues: Type.Optional(texts),
  /** Names of named values that no trace shows. */
  secrets: Type.Optional(Type.Array(Type.String())),
  tests: Type.Array(testCase, { minItems: 1 }),
});

export type Fixture = Static<typeof fixtureSchema>;
export type FixtureTest = Static<typeof testCase>;
export type FixtureAnswer = Static<typeof backend>;
export type FixtureBody = { readonly body?: string; readonly json?: unknown };
export type FixtureExpectation = Static<typeof expectation>;
