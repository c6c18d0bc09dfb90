// The Core Rule Set 3.3 of Debian's package, as it is: all of it is understood, and each of its families ends
// what it is against.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { canInstall, ensurePackages } from "../../harness/debian.ts";
import { policyProgram } from "../../harness/policy-program.ts";
import { answering } from "../../harness/raw-backend.ts";
import { exchangeRaw, statusOf } from "../../harness/raw-client.ts";
import { startWafGateway } from "../../harness/waf-gateway.ts";

const PACKAGE = "modsecurity-crs";
const FOLDER = "/usr/share/modsecurity-crs";
const CRS = `crs: { folder: ${FOLDER}, setup: /etc/modsecurity/crs/crs-setup.conf }`;

type Case = {
  /** The family's number. */
  readonly family: string;
  readonly line?: string;
  readonly fields?: readonly string[];
  readonly body?: string;
  /** What the backend answers. */
  readonly answer?: string;
  /** What ends it, where that is not the inbound score. */
  readonly by?: number;
};

const FORM = "Content-Type: application/x-www-form-urlencoded";

const cases: readonly Case[] = [
  { family: "911", line: "DELETE /" },
  { family: "913", fields: ["User-Agent: sqlmap/1.7"] },
  { family: "920", line: "GET /?a=%00" },
  { family: "921", line: "GET /?a=x%0d%0aSet-Cookie:%20b=c" },
  {
    family: "922",
    line: "POST /",
    fields: ["Content-Type: multipart/form-data; boundary=b"],
    body: '--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nx\r\n--b--\r\n',
  },
  { family: "930", line: "GET /?f=../../../../etc/passwd" },
  { family: "931", line: "GET /?f=http://192.0.2.7/x.txt?" },
  { family: "932", line: "GET /?c=;cat%20/etc/passwd" },
  { family: "933", line: "GET /?c=%3C%3Fphp%20system(%22id%22)%3B" },
  { family: "934", line: "GET /?c=_$$ND_FUNC$$_function(){}" },
  { family: "941", line: "GET /?q=%3Cscript%3Ealert(1)%3C/script%3E" },
  { family: "942", line: "GET /?q=1%27%20UNION%20SELECT%20a%20FROM%20b--%20-" },
  {
    family: "943",
    line: "GET /?jsessionid=1234567890",
    fields: ["Referer: http://other.example/"],
  },
  { family: "944", line: "POST /", fields: [FORM], body: "a=java.lang.Runtime" },
  { family: "949", line: "GET /?q=%3Cscript%3Ealert(1)%3C/script%3E" },
  { family: "950", answer: "<title>Index of /</title><h1>Index of /</h1> <a href='?C=N;O=D'>", by: 959_100 },
  {
    family: "951",
    answer: "You have an error in your SQL syntax; check the manual that MySQL server",
    by: 959_100,
  },
  { family: "952", answer: "java.lang.NullPointerException at a.b(C.java:1) <jsp:include />", by: 959_100 },
  {
    family: "953",
    answer: "<?php $a = fopen($b, 'r'); $_GET['c']; exec($d); ?>",
    by: 959_100,
  },
  { family: "954", answer: "Microsoft OLE DB Provider for SQL Server error '80040e14'", by: 959_100 },
  { family: "980", line: "GET /?q=1%27%20UNION%20SELECT%20a%20FROM%20b--%20-" },
];

/** The backend's answer to a case is asked for by its number. */
const answers = answering((request) => {
  const { answer = "ok" } = cases[Number(/^GET \/answer\/(\d+) /.exec(request)?.[1] ?? -1)] ?? {};
  return `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`;
});

function requestOf(one: Case): string {
  const { line = `GET /answer/${cases.indexOf(one)}`, fields = [], body = "" } = one;
  const own = fields.some((field) => field.startsWith("User-Agent")) ? [] : ["User-Agent: a browser"];
  const head = [`${line} HTTP/1.1`, "Host: a.example", "Accept: */*", "Connection: close", ...own, ...fields];
  const length = body === "" ? [] : [`Content-Length: ${body.length}`];
  return `${[...head, ...length].join("\r\n")}\r\n\r\n${body}`;
}

describe("Debian's Core Rule Set 3.3", { skip: !canInstall([PACKAGE]) && `needs ${PACKAGE}` }, () => {
  before(() => ensurePackages([PACKAGE]));

  it("is understood from the first rule to the last", () => {
    const program = policyProgram(`{ ruleSets: [crs], ${CRS} }`, true);
    const rules = program.phases.flat().filter((item) => item.kind === "rule");
    const texts = globSync(`${FOLDER}/rules/*.conf`).map((file) => readFileSync(file, "latin1"));
    const written = new Set(
      texts.flatMap((text) => [...text.matchAll(/^[^#\n]*["\s,]id:'?(\d+)/gm)].map((m) => m[1])),
    );
    const known = new Set(rules.map(({ id }) => String(id)));
    assert.deepEqual(
      [...written].filter((id) => id !== undefined && !known.has(id)),
      [],
    );
    assert.ok(written.size > 500, String(written.size));
  });

  it("ends what its families are against, and nothing else", async (t) => {
    const policy = `${CRS}, responseBody: { inspect: true }`;
    const gateway = await startWafGateway(t, answers, { rules: "", ruleSet: "crs", policy });
    const ask = async (one: Case) => {
      const before = gateway.records.length;
      const { bytes } = await exchangeRaw(gateway.port, requestOf(one));
      const record = (await gateway.recorded(before + 1))[before];
      return { status: statusOf(bytes), rules: record?.wafRules ?? [] };
    };
    assert.deepEqual(await ask({ family: "", line: "GET /items?page=2" }), { status: 200, rules: [] });
    for (const one of cases) {
      await t.test(one.family, async () => {
        const { status, rules } = await ask(one);
        assert.equal(status, 403);
        assert.ok(
          rules.some((id) => String(id).startsWith(one.family)),
          `${rules}`,
        );
        assert.ok(rules.includes(one.by ?? 949_110), `${rules}`);
      });
    }
  });
});
