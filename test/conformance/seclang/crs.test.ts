// The Core Rule Set, loaded as it is published: version 4.28, and 3.3 as Debian packages it.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { BuiltProgram } from "#waf/seclang/build-program.ts";
import type { Program, Rule } from "#waf/seclang/program.ts";
import { canInstall, ensurePackages } from "../../harness/debian.ts";
import { crs4Files, loadRuleFiles } from "../../harness/rule-files.ts";
import { needsShared } from "../../harness/shared-data.ts";

describe("the Core Rule Set 4.28", needsShared("crs-4.28"), () => {
  let built: BuiltProgram;
  before(() => {
    built = loadRuleFiles(crs4Files());
  });

  test("loads without a diagnostic", () => assert.deepEqual(built.diagnostics, []));

  test("has all of its rules, chains and markers, each in its phase", () => {
    const rules = rulesOf(built);
    assert.deepEqual(countsByPhase(rules), [173, 292, 43, 109, 13]);
    assert.equal(rules.filter((rule) => rule.links.length > 1).length, 55);
    assert.equal(rules.flatMap((rule) => rule.links).length, 695 + 8);
    assert.equal(markerCount(built, 0), 30);
  });

  test("has the files that its operators name", () => {
    const files = Object.values(programOf(built).files);
    assert.equal(files.length, 19);
    for (const text of files) assert.ok(text.length > 100);
  });

  test("takes out the cookies that its own updates name", () => {
    const rule = rulesOf(built).find((each) => each.id === 942290);
    const cookies = rule?.links[0]?.targets.filter(
      (target) => target.isExclusion && target.variable === "REQUEST_COOKIES",
    );
    assert.ok(cookies?.some(({ selector }) => selector.kind === "key" && selector.key === "__gads"));
    assert.ok(
      cookies?.some(({ selector }) => selector.kind === "pattern" && selector.pattern === "^_ga(?:_\\w+)?$"),
    );
  });
});

const DEBIAN = ["modsecurity-crs"];
const DEBIAN_LOAD = "/usr/share/modsecurity-crs/owasp-crs.load";

describe("the Core Rule Set of Debian", { skip: !canInstall(DEBIAN) && `no ${DEBIAN[0]}` }, () => {
  let built: BuiltProgram;
  before(async () => {
    await ensurePackages(DEBIAN);
    built = loadRuleFiles([DEBIAN_LOAD]);
  });

  test("loads whole; only logging in the middle of two chains is warned of", () => {
    assert.deepEqual(
      built.diagnostics.map(({ severity, code }) => `${severity} ${code}`),
      ["warning action-in-chain", "warning action-in-chain"],
    );
  });

  test("has all of its rules, chains and markers", () => {
    const rules = rulesOf(built);
    assert.equal(
      countsByPhase(rules).reduce((sum, count) => sum + count),
      rules.length,
    );
    assert.equal(rules.flatMap((rule) => rule.links).length, 800);
    assert.equal(rules.filter((rule) => rule.links.length > 1).length, 115);
    assert.equal(markerCount(built, 4), 40);
  });
});

const NGINX_MODULE = ["libnginx-mod-http-modsecurity"];

describe("the configuration that ModSecurity recommends", {
  skip: !canInstall(NGINX_MODULE) && "no Debian",
}, () => {
  test("loads, and tells which of its directives have no effect", async () => {
    await ensurePackages(NGINX_MODULE);
    const built = loadRuleFiles(["/usr/share/nginx/docs/modsecurity/modsecurity.conf"]);
    const { settings } = programOf(built);
    const { mode, requestBodyAccess, requestBodyLimitBytes, requestBodyJsonDepth } = settings;
    assert.deepEqual(
      [mode, requestBodyAccess, requestBodyLimitBytes, requestBodyJsonDepth],
      ["detection-only", true, 13_107_200, 512],
    );
    assert.equal(settings.unicodeMap?.[0xff1c], "<".charCodeAt(0));
    assert.deepEqual(
      built.diagnostics.map(({ message }) => message.split(" ")[0]),
      [
        ...["SecPcreMatchLimit", "SecPcreMatchLimitRecursion", "SecTmpDir", "SecDataDir"],
        ...["SecAuditLogType", "SecAuditLog", "SecStatusEngine"],
      ],
    );
  });
});

function programOf({ program }: BuiltProgram): Program {
  assert.ok(program !== undefined);
  return program;
}

function rulesOf(built: BuiltProgram): Rule[] {
  return programOf(built)
    .phases.flat()
    .filter((item) => item.kind === "rule");
}

const countsByPhase = (rules: readonly Rule[]): number[] =>
  [1, 2, 3, 4, 5].map((phase) => rules.filter((rule) => rule.phase === phase).length);

function markerCount(built: BuiltProgram, phase: number): number {
  return programOf(built).phases[phase]?.filter((item) => item.kind === "marker").length ?? 0;
}
