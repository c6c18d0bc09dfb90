import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HeaderList, PlanMaker, PolicyBody, PolicyCall, PolicyRequest, runPreflight } from "#policy/plans.ts";
import {
  documentOf,
  type RunResult,
  type RunSetting,
  runDocument,
  textResponse,
} from "../harness/run-document.ts";

const origin = "https://app.example.com";

const policy = (
  attributes = "",
  more = "",
  origins = `<origin>${origin}/</origin><origin>http://b.example:8080</origin>`,
): string =>
  `<cors ${attributes}><allowed-origins>${origins}</allowed-origins>` +
  `${more.includes("allowed-headers") ? "" : headers("X-Z")}${more}</cors>`;
const methods = (list: string, attributes = ""): string =>
  `<allowed-methods ${attributes}>${list
    .split(",")
    .map((name) => `<method>${name}</method>`)
    .join("")}</allowed-methods>`;
const headers = (list: string): string =>
  `<allowed-headers>${list
    .split(",")
    .map((name) => `<header>${name}</header>`)
    .join("")}</allowed-headers>`;
const full = methods("GET,PUT", 'preflight-result-max-age="300"') + headers("X-A,content-type");

/** The fields of CORS of the answer, and `Vary`. */
function answered({ call }: RunResult): Record<string, string> {
  const fields = call.response?.headers.entries() ?? [];
  const own = fields.filter(([name]) => /^(?:access-control-|vary)/i.test(name));
  return Object.fromEntries(
    own.map(([name, values]) => [name.toLowerCase().replace("access-control-", ""), values.join()]),
  );
}

const asking = (method: string, asked: Readonly<Record<string, string>> = {}): RunSetting => ({
  method: "OPTIONS",
  headers: { Origin: origin, "Access-Control-Request-Method": method, ...asked },
});

describe("a preflight", () => {
  it("is answered where origin, method and headers are allowed, and goes no further", async () => {
    const setting = asking("PUT", { "Access-Control-Request-Headers": "x-a, Content-Type" });
    const result = await runDocument(documentOf({ inbound: policy("", full) }), setting);
    assert.deepEqual([result.outcome, result.forwarded, result.call.response?.status], ["end", 0, 200]);
    assert.deepEqual(answered(result), {
      "allow-origin": origin,
      vary: "Origin",
      "allow-methods": "GET,PUT",
      "allow-headers": "X-A,content-type",
      "max-age": "300",
    });
  });

  it("tells of credentials where they are allowed", async () => {
    const result = await runDocument(
      documentOf({ inbound: policy('allow-credentials="true"', full) }),
      asking("GET"),
    );
    assert.equal(answered(result)["allow-credentials"], "true");
  });

  it("allows GET and POST where no methods are named", async () => {
    const inbound = policy("", headers("*"));
    const post = await runDocument(
      documentOf({ inbound }),
      asking("POST", { "Access-Control-Request-Headers": "x-b" }),
    );
    assert.deepEqual(answered(post), {
      "allow-origin": origin,
      vary: "Origin",
      "allow-methods": "GET,POST",
      "allow-headers": "x-b",
    });
  });

  for (const [name, setting] of [
    [
      "another origin",
      { ...asking("GET"), headers: { ...asking("GET").headers, Origin: "https://evil.example" } },
    ],
    ["another method", asking("DELETE")],
    ["another header", asking("PUT", { "Access-Control-Request-Headers": "x-a, x-b" })],
  ] as const) {
    it(`of ${name} ends with an empty answer, at once where that is asked for`, async () => {
      const inbound =
        policy('terminate-unmatched-request="true"', full) +
        '<set-header name="X"><value>1</value></set-header>';
      const result = await runDocument(documentOf({ inbound }), setting);
      assert.deepEqual([result.outcome, result.call.response?.status, answered(result)], ["end", 200, {}]);
    });
  }

  it("that does not match is left to the policy of the scope around", async () => {
    const around = [
      {
        scope: "global",
        file: "global.xml",
        text: documentOf({ inbound: policy("", full, "<origin>*</origin>"), backend: "<forward-request />" }),
      },
    ] as const;
    const inbound = `${policy("", full, "<origin>https://other.example</origin>")}<base />`;
    const result = await runDocument(documentOf({ inbound }), { ...asking("PUT"), around });
    assert.equal(answered(result)["allow-origin"], "*");
  });

  it("is none where the operation is OPTIONS itself", async () => {
    const operation = { id: "o", name: "o", method: "OPTIONS", urlTemplate: "/" };
    const result = await runDocument(documentOf({ inbound: policy("", full) }), {
      ...asking("PUT"),
      facts: { operation },
    });
    assert.equal(result.forwarded, 1);
  });
});

describe("an answer", () => {
  const backend = () => textResponse(200, "ok", { "access-control-allow-origin": "*", Vary: "Accept" });

  it("may be read by an allowed origin, whatever the backend says of it", async () => {
    const inbound = policy(
      'allow-credentials="true"',
      "<expose-headers><header>X-A</header><header>X-B</header></expose-headers>",
    );
    const result = await runDocument(documentOf({ inbound }), {
      method: "DELETE",
      headers: { Origin: origin },
      backend,
    });
    assert.deepEqual(answered(result), {
      "allow-origin": origin,
      "allow-credentials": "true",
      vary: "Accept,Origin",
      "expose-headers": "X-A,X-B",
    });
  });

  it("may be read where it is a refusal, and where a policy gave it", async () => {
    const refusing = `${policy()}<set-variable name="x" value="@(int.Parse(&quot;a&quot;))" />`;
    const refused = await runDocument(documentOf({ inbound: refusing }), { headers: { Origin: origin } });
    assert.deepEqual([refused.outcome, answered(refused)["allow-origin"]], ["failed", origin]);
    const given = await runDocument(documentOf({ inbound: `${policy()}<return-response />` }), {
      headers: { Origin: origin },
    });
    assert.equal(answered(given)["allow-origin"], origin);
  });

  it("is never for every origin with credentials", async () => {
    const inbound = policy('allow-credentials="true"', "", "<origin>*</origin>");
    assert.deepEqual(
      answered(await runDocument(documentOf({ inbound }), { headers: { Origin: "https://evil.example" } })),
      {
        "allow-origin": "*",
      },
    );
  });

  it("stays as it is for other origins, and for requests without one", async () => {
    const inbound = policy();
    const other = await runDocument(documentOf({ inbound }), {
      headers: { Origin: "https://evil.example" },
      backend,
    });
    assert.deepEqual([other.forwarded, answered(other)["allow-origin"]], [1, "*"]);
    assert.deepEqual(answered(await runDocument(documentOf({ inbound }))), {});
  });

  it("is empty for another origin's GET where that is asked for, and not for its POST", async () => {
    const inbound = policy('terminate-unmatched-request="true"');
    const get = await runDocument(documentOf({ inbound }), { headers: { Origin: "https://evil.example" } });
    assert.deepEqual([get.outcome, get.forwarded, get.call.response?.status], ["end", 0, 200]);
    const post = await runDocument(documentOf({ inbound }), {
      method: "POST",
      headers: { Origin: "https://evil.example" },
    });
    assert.equal(post.forwarded, 1);
  });
});

describe("origins", () => {
  const cases: readonly (readonly [sent: string, allowed: string, matches: boolean])[] = [
    ["https://a.example", "https://a.example/", true],
    ["https://a.example", "HTTPS://A.example:443/", true],
    ["http://a.example", "https://a.example", false],
    ["https://a.example:8443", "https://a.example", false],
    ["https://a.example.evil", "https://a.example", false],
    ["null", "null", true],
    ["null", "https://a.example", false],
    ["chrome-extension://abc", "chrome-extension://abc/", true],
    ["@(1)", "https://a.example", false],
  ];
  for (const [sent, allowed, matches] of cases) {
    it(`${sent} ${matches ? "is" : "is not"} ${allowed}`, async () => {
      const inbound = policy("", "", `<origin>${allowed}</origin>`);
      const result = await runDocument(documentOf({ inbound }), { headers: { Origin: sent } });
      assert.equal(answered(result)["allow-origin"], matches ? sent : undefined);
    });
  }
});

describe("the question of a browser to an API", () => {
  async function ask(inbound: string): Promise<[string, number | undefined]> {
    const example = await runDocument(documentOf({}), asking("PUT"));
    const maker = new PlanMaker({ fragments: new Map(), namedValues: new Map() });
    const plan = maker.plan([{ scope: "api", file: "p.xml", text: documentOf({ inbound }) }]);
    const { ports, facts, request } = example.call;
    const again = new PolicyRequest(
      request.facts,
      new HeaderList(request.headers.fields),
      new PolicyBody(request.body.source),
    );
    const call = new PolicyCall(plan, ports, facts, again);
    return [await runPreflight(call), call.response?.status];
  }

  it("is empty where no policy allows it, and nobody's where there is none", async () => {
    assert.deepEqual(await ask(policy("", full, "<origin>https://other.example</origin>")), ["end", 200]);
    assert.deepEqual(await ask("<set-method>GET</set-method>"), ["next", undefined]);
  });
});
