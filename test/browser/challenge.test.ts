// The challenge of edge rules before a real browser, which passes, and before clients that cannot run a page.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { challengeKeyOf } from "#bot/challenge.ts";
import { canInstall, ensurePackages } from "../harness/debian.ts";
import { listener, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { TestAuthority } from "../harness/test-authority.ts";
import { runTool } from "../harness/tls-client.ts";
import { serverTls } from "../harness/tls-listener.ts";

const LAUNCH = { executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] };
const PAGE = "<!doctype html><html lang=en><title>Shop</title><h1>Welcome</h1></html>";

const shop = site([route("/*", { kind: "respond", status: 200, contentType: "text/html", body: PAGE })], {
  edgeRules: [
    {
      name: "browsers-only",
      isDryRun: false,
      expiresAtMs: Number.POSITIVE_INFINITY,
      when: [],
      action: { kind: "challenge", difficultyBits: 14, validMs: 60_000 },
    },
  ],
});

const skip = canInstall(["chromium", "curl"]) ? false : "needs Debian's chromium and curl";

describe("the challenge", { skip }, () => {
  let browser: Browser;
  const gateways: TestGateway[] = [];

  before(async () => {
    await ensurePackages(["chromium", "curl"]);
    browser = await chromium.launch(LAUNCH);
  });
  after(async () => {
    await browser.close();
    for (const gateway of gateways) await gateway.close();
  });

  async function start(scheme: "http" | "https"): Promise<{ gateway: TestGateway; url: string }> {
    let tls: ReturnType<typeof serverTls> | undefined;
    if (scheme === "https") {
      const authority = await TestAuthority.create();
      tls = serverTls([await authority.issue({ names: ["127.0.0.1"] })]);
    }
    const listeners = [listener({ tls, http2: tls !== undefined })];
    const gateway = await startGateway({ listeners, sites: [shop], challengeKey: challengeKeyOf("node") });
    gateways.push(gateway);
    return { gateway, url: `${scheme}://127.0.0.1:${gateway.port}/start?a=b` };
  }

  /** Of requests: a browser that distrusts a certificate ends its first handshake. */
  const reasons = ({ records }: TestGateway): readonly string[] =>
    records.flatMap(({ reason }) => (reason === "tls-handshake-failed" ? [] : [reason]));

  for (const scheme of ["http", "https"] as const) {
    it(`is passed by Chromium over ${scheme}, once for all that follows`, async () => {
      const { gateway, url } = await start(scheme);
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const page = await context.newPage();
      await page.goto(url);
      await page.getByRole("heading", { name: "Welcome" }).waitFor({ timeout: 30_000 });
      assert.equal(page.url(), url);
      await page.goto(new URL("/next", url).href);
      assert.equal(await page.getByRole("heading").textContent(), "Welcome");
      // Icons and the like, which come in between, have the clearance, too.
      const told = reasons(gateway);
      assert.deepEqual(told.slice(0, 3), ["challenge-issued", "challenge-passed", "challenge-passed"]);
      assert.deepEqual([...new Set(told.slice(3))], [""]);
      await context.close();
    });
  }

  it("tells a browser that keeps no cookies why it goes no further, and does not send it round", async () => {
    const { gateway, url } = await start("http");
    const context = await withoutCookies();
    try {
      const page = await context.newPage();
      await page.goto(url);
      await page.getByText("This site needs a cookie").waitFor({ timeout: 30_000 });
      assert.deepEqual(reasons(gateway), ["challenge-issued", "challenge-passed", "challenge-failed"]);
    } finally {
      await context.close();
    }
  });

  it("tells a browser without JavaScript what is needed", async () => {
    const { url } = await start("http");
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const response = await page.goto(url);
    assert.equal(response?.status(), 403);
    assert.match((await page.textContent("noscript")) ?? "", /needs JavaScript/);
    assert.equal(await page.getAttribute("html", "lang"), "en");
    await context.close();
  });

  it("is not passed by curl: a page for who asks for one, a problem document for everybody else", async () => {
    const { gateway, url } = await start("http");
    const asBrowser = await curl(["-H", "Accept: text/html", url]);
    assert.match(asBrowser, /Checking your browser/);
    for (const fields of [[], ["-H", "Accept: text/html", "-X", "POST"], ["-H", "Sec-Fetch-Dest: empty"]]) {
      const told: unknown = JSON.parse(await curl([...fields, url]));
      assert.ok(typeof told === "object" && told !== null && "status" in told);
      assert.equal(told.status, 403);
    }
    const place = new URL("/.well-known/portcullis-challenge?challenge=a&work=1", url).href;
    await curl(["-X", "POST", place]);
    await curl(["-b", "portcullis-clearance=1.g.x", "-H", "Accept: text/html", url]);
    assert.deepEqual(reasons(gateway), [
      "challenge-issued",
      ...["challenge-required", "challenge-required", "challenge-required"],
      ...["challenge-failed", "challenge-issued"],
    ]);
  });

  /** Chromium with its own setting against all cookies. */
  async function withoutCookies(): Promise<BrowserContext> {
    const directory = mkdtempSync(join(tmpdir(), "portcullis-browser-"));
    mkdirSync(join(directory, "Default"));
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    writeFileSync(join(directory, "Default/Preferences"), JSON.stringify(preferences));
    const context = await chromium.launchPersistentContext(directory, LAUNCH);
    context.on("close", () => rmSync(directory, { recursive: true, force: true }));
    return context;
  }
});

async function curl(args: readonly string[]): Promise<string> {
  return runTool("curl", ["--silent", "--max-time", "10", ...args]);
}
