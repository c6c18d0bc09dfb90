// What validating policies need to know of an API's description, and the checks that they ask for. Who binds
// it has the descriptions; policies decide what is done with what is found.

import type { PolicyCall } from "./policy-call.ts";

export type MessageSide = "request" | "response";

export type DescribedParameter = {
  readonly name: string;
  readonly place: "path" | "query" | "header" | "cookie";
  readonly isRequired: boolean;
};

/** Where the values of a message's parameters are; names of headers are in small letters. */
export type ParameterValues = {
  /** Percent-encoded. */
  readonly path: (name: string) => string | undefined;
  /** With its `?`, or empty. */
  readonly query: string;
  readonly header: (name: string) => readonly string[];
};

export type ParameterProblem =
  | { readonly kind: "missing" }
  | { readonly kind: "multiple" }
  | { readonly kind: "unreadable" | "invalid"; readonly messages: readonly string[] };

export type DescribedContent = {
  /** Lower case, without parameters; `text/*` and the like stand for several. */
  readonly contentType: string;
};

export type DescribedMessage = {
  /** Of a request. */
  readonly isRequired: boolean;
  readonly content: readonly DescribedContent[];
};

/** The description of one operation. */
export interface OperationContract {
  readonly parameters: readonly DescribedParameter[];
  /** Undefined where it fits, or may be absent. */
  checkParameter(parameter: DescribedParameter, values: ParameterValues): ParameterProblem | undefined;
  /** Names of parameters of the query that nothing describes, each once. */
  unspecifiedQuery(query: string): readonly string[];
  /** Undefined where the operation describes no such response; its class and `default` count. */
  responseHeaders(status: number): readonly DescribedParameter[] | undefined;
  checkResponseHeader(
    status: number,
    header: DescribedParameter,
    values: ParameterValues,
  ): ParameterProblem | undefined;
  /** `status` is that of a response. Undefined where none is described. */
  message(side: MessageSide, status: number): DescribedMessage | undefined;
  /** Undefined where the description has neither example nor schema for it. */
  mock(status: number, contentType: string | undefined): MockedContent | undefined;
}

export type MockedContent = { readonly contentType: string; readonly body: string };

export type BodyQuestion = {
  readonly side: MessageSide;
  /** Of a response. */
  readonly status: number;
  /** What it is taken for, lower case, without parameters. */
  readonly contentType: string;
  readonly validateAs: "json" | "xml" | "soap";
  /** A schema of the service, and a part of it; the operation's own where it is undefined. */
  readonly schemaId: string | undefined;
  readonly schemaRef: string | undefined;
  /** Undefined: as the schema says. */
  readonly allowsAdditional: boolean | undefined;
  readonly ignoresCase: boolean;
  /** In no coding. */
  readonly body: Uint8Array;
};

export type BodyProblem =
  | { readonly kind: "no-schema" }
  | { readonly kind: "missing-definition"; readonly definition: string }
  | { readonly kind: "invalid"; readonly definition: string; readonly messages: readonly string[] };

export type GraphqlRule = {
  readonly path: string;
  readonly action: () => "allow" | "remove" | "reject" | "ignore";
};

export type GraphqlVerdict =
  /** `query` is undefined where the one that came goes on. */
  | { readonly kind: "passed"; readonly query: string | undefined; readonly errors: readonly string[] }
  | { readonly kind: "rejected"; readonly errors: readonly string[] };

export type ContractPort = {
  /** Undefined where the API has no description, or it none of the operation. */
  readonly operation: (call: PolicyCall) => OperationContract | undefined;
  /** Undefined where it fits. A promise only where a schema is read for the first time. */
  readonly checkBody: (
    call: PolicyCall,
    question: BodyQuestion,
  ) => BodyProblem | undefined | Promise<BodyProblem | undefined>;
  /** The text of a query against the API's schema, where it has one, a depth and rules. */
  readonly checkGraphql: (
    call: PolicyCall,
    query: string,
    maxDepth: number,
    rules: readonly GraphqlRule[],
  ) => GraphqlVerdict | Promise<GraphqlVerdict>;
};
