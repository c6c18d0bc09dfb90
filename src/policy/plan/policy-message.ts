// The request and the response of a call as policies read and change them.

import { emptyBody, wholeBody } from "#http/body.ts";
import type { OutgoingResponse } from "#http/exchange.ts";
import { HeaderList } from "./header-list.ts";
import { PolicyBody } from "./policy-body.ts";

/** Where a request was sent to, or is to be sent to. */
export type Place = {
  readonly scheme: string;
  /** Without a port. */
  readonly host: string;
  readonly port: number;
  /** Begins with a slash. */
  readonly path: string;
  /** With its `?`; empty where there is none. */
  readonly query: string;
};

export type PolicyRequestFacts = {
  readonly method: string;
  /** As the client asked for it. */
  readonly original: Place;
  /** The path behind what selected the API or the route: what is added to the backend's own. */
  readonly path: string;
  readonly ipAddress: string;
  /** Of the operation's template, decoded. */
  readonly matchedParameters: ReadonlyMap<string, string>;
};

export class PolicyRequest {
  readonly facts: PolicyRequestFacts;
  method: string;
  path: string;
  query: string;
  readonly headers: HeaderList;
  readonly body: PolicyBody;
  /** Policies wrote the path: it goes to the backend as it stands there. */
  isRewritten = false;

  constructor(facts: PolicyRequestFacts, headers: HeaderList, body: PolicyBody) {
    this.facts = facts;
    this.method = facts.method;
    this.path = facts.path;
    this.query = facts.original.query;
    this.headers = headers;
    this.body = body;
  }
}

export class PolicyResponse {
  status: number;
  /** Empty: the usual phrase of the status. */
  reasonPhrase: string;
  readonly headers: HeaderList;
  readonly body: PolicyBody;
  readonly #source: OutgoingResponse;

  constructor(source: OutgoingResponse) {
    this.#source = source;
    this.status = source.status;
    this.reasonPhrase = source.reasonPhrase;
    this.headers = new HeaderList(source.fields);
    this.body = new PolicyBody(source.body);
  }

  /** One that can be changed without this one being changed; its body is whole. */
  copy(): PolicyResponse {
    return new PolicyResponse({ ...this.outgoing, body: wholeBody(this.body.wire) });
  }

  /** As it goes to the client. */
  get outgoing(): OutgoingResponse {
    return {
      ...this.#source,
      status: this.status,
      reasonPhrase: this.reasonPhrase,
      // A body that policies wrote is in no coding.
      fields: this.body.isReplaced
        ? this.headers.fields.filter(({ key }) => key !== "content-encoding")
        : this.headers.fields,
      body: this.body.outgoing,
    };
  }
}

export function emptyResponse(): PolicyResponse {
  return new PolicyResponse({
    status: 200,
    reasonPhrase: "",
    fields: [],
    connectionNames: [],
    body: emptyBody(),
  });
}
