// Redirects that forward-request follows, over the wire: what each backend gets, and what is not followed.

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { buildPrefixTable } from "#kernel/prefix-set.ts";
import { ANSWER, type PolicyRoute, startPolicyRoute } from "../harness/policy-route.ts";
import { answering, startRawBackend } from "../harness/raw-backend.ts";

const FOLLOWING = { backend: `<forward-request follow-redirects="true" />` };
const inside = { allow: { hosts: ["127.0.0.1"], prefixes: buildPrefixTable([]) }, proxy: undefined };

const begun: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of begun.splice(0)) await one.close();
});

const redirect = (status: number, location: string): string =>
  `HTTP/1.1 ${status} Elsewhere\r\nLocation: ${location}\r\nContent-Length: 4\r\n\r\ngone`;

async function following(
  answer: (request: string) => string,
  settings: Parameters<typeof startPolicyRoute>[2] = {},
): Promise<PolicyRoute> {
  const run = await startPolicyRoute(FOLLOWING, answer, settings);
  begun.push(run);
  return run;
}

async function elsewhere(): Promise<{ readonly port: number; readonly requests: string[] }> {
  const requests: string[] = [];
  const backend = await startRawBackend(
    answering((bytes) => {
      requests.push(bytes);
      return ANSWER;
    }),
  );
  begun.push(backend);
  return { port: backend.port, requests };
}

const GET =
  "GET /items?a=1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\nCookie: c=1\r\nX-Own: 1\r\nConnection: close\r\n\r\n";

function post(body: string): string {
  const head = "POST /items HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/plain";
  return `${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

describe("redirects that forward-request follows", () => {
  it("asks the same backend again, with the client's credentials", async () => {
    const run = await following((request) =>
      request.startsWith("GET /items") ? redirect(302, "/moved?b=2#part") : ANSWER,
    );
    assert.match(await run.ask(GET), /^HTTP\/1\.1 200 /);
    assert.equal(run.requests.length, 2);
    assert.match(run.requests[1] ?? "", /^GET \/moved\?b=2 HTTP\/1\.1\r\nHost: a\r\n/);
    assert.match(run.requests[1] ?? "", /\r\nAuthorization: Bearer t\r\n/);
    assert.match(run.requests[1] ?? "", /\r\nCookie: c=1\r\n/);
  });

  for (const [status, method] of [
    [301, "GET"],
    [302, "GET"],
    [303, "GET"],
    [307, "POST"],
    [308, "POST"],
  ] as const) {
    it(`repeats a POST after ${status} as ${method}`, async () => {
      const run = await following((request) =>
        request.includes(" /items ") ? redirect(status, "http://a/moved") : ANSWER,
      );
      assert.match(await run.ask(post("text")), /^HTTP\/1\.1 200 /);
      const repeated = run.requests[1] ?? "";
      assert.ok(repeated.startsWith(`${method} /moved HTTP/1.1\r\n`), repeated);
      assert.equal(repeated.endsWith("\r\n\r\ntext"), method === "POST");
      assert.equal(/\r\nContent-Type:/i.test(repeated), method === "POST");
    });
  }

  it("takes no credentials to another origin", async () => {
    const other = await elsewhere();
    const run = await following(() => redirect(302, `http://127.0.0.1:${other.port}/there`), {
      egress: inside,
    });
    assert.match(await run.ask(GET), /^HTTP\/1\.1 200 /);
    const [request = ""] = other.requests;
    assert.ok(request.startsWith(`GET /there HTTP/1.1\r\nHost: 127.0.0.1:${other.port}\r\n`), request);
    assert.match(request, /\r\nX-Own: 1\r\n/);
    assert.doesNotMatch(request, /Bearer|c=1/);
  });

  it("goes inside for no backend's word", async () => {
    const other = await elsewhere();
    const run = await following(() => redirect(302, `http://127.0.0.1:${other.port}/there`));
    assert.match(await run.ask(GET), /^HTTP\/1\.1 502 /);
    assert.equal(other.requests.length, 0);
    assert.match(JSON.stringify(run.gateway.warnings), /internal address/);
  });

  it("takes no body to another origin: the client gets the redirect", async () => {
    const other = await elsewhere();
    const run = await following(() => redirect(307, `http://127.0.0.1:${other.port}/there`), {
      egress: inside,
    });
    assert.match(await run.ask(post("text")), /^HTTP\/1\.1 307 /);
    assert.equal(other.requests.length, 0);
  });

  for (const location of ["ftp://a/moved", "http://user:word@a/moved", "http://[/"]) {
    it(`gives the client a redirect to ${location}`, async () => {
      const run = await following(() => redirect(302, location));
      assert.match(await run.ask(GET), /^HTTP\/1\.1 302 /);
      assert.equal(run.requests.length, 1);
    });
  }

  it("ends a circle with the last redirect", async () => {
    const run = await following(() => redirect(302, "/items"));
    const answer = await run.ask(GET);
    assert.match(answer, /^HTTP\/1\.1 302 /);
    assert.ok(answer.endsWith("gone"));
    assert.equal(run.requests.length, 11);
    assert.deepEqual(run.gateway.defects, []);
  });

  it("gives the client every redirect where the document does not say to follow", async () => {
    const run = await startPolicyRoute({}, () => redirect(302, "/moved"));
    begun.push(run);
    assert.match(await run.ask(GET), /^HTTP\/1\.1 302 /);
    assert.equal(run.requests.length, 1);
  });
});
