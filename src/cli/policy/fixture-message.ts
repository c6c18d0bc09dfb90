// Requests and responses of fixtures as policies see them.

import { wholeBody } from "#http/body.ts";
import { makeField } from "#http/field.ts";
import { portOf } from "#kernel/default-port.ts";
import { HeaderList, PolicyBody, PolicyRequest, PolicyResponse } from "#policy/plans.ts";
import type { FixtureAnswer, FixtureBody, FixtureTest } from "./fixture.ts";

/** Where a URL of a fixture says no more than a path. */
const BASE = "https://api.example.com";

/** @throws Error for a URL that is none */
export function fixtureRequest({ request = {} }: FixtureTest): PolicyRequest {
  const url = URL.parse(request.url ?? "/", BASE);
  if (url === null) throw new Error(`${request.url} is no URL`);
  const original = {
    scheme: url.protocol.slice(0, -1),
    host: url.hostname,
    port: portOf(url),
    path: url.pathname,
    query: url.search,
  };
  const facts = {
    method: request.method ?? (hasBody(request) ? "POST" : "GET"),
    original,
    path: url.pathname,
    ipAddress: request.ip ?? "192.0.2.1",
    matchedParameters: new Map(Object.entries(request.parameters ?? {})),
  };
  const headers = withMediaType({ host: url.host, ...request.headers }, request);
  return new PolicyRequest(facts, new HeaderList(fieldsOf(headers)), new PolicyBody(bodyOf(request)));
}

export function fixtureResponse(answer: FixtureAnswer): PolicyResponse {
  return new PolicyResponse({
    status: answer.status ?? 200,
    reasonPhrase: "",
    fields: fieldsOf(withMediaType(answer.headers ?? {}, answer)),
    connectionNames: [],
    body: bodyOf(answer),
  });
}

function hasBody({ body, json }: FixtureBody): boolean {
  return body !== undefined || json !== undefined;
}

function bodyOf({ body, json }: FixtureBody) {
  const text = json === undefined ? (body ?? "") : JSON.stringify(json);
  return wholeBody(Buffer.from(text, "utf8").toString("latin1"));
}

type Headers = Readonly<Record<string, string>>;

function withMediaType(headers: Headers, { json }: FixtureBody): Headers {
  const isThere = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  return json === undefined || isThere ? headers : { "Content-Type": "application/json", ...headers };
}

function fieldsOf(headers: Headers) {
  return Object.entries(headers).map(([name, value]) => makeField(name, value));
}
