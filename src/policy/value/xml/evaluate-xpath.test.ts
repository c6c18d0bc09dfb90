import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { policyRun } from "../../../../test/harness/policy-run.ts";
import { BudgetExceeded } from "../budget-exceeded.ts";
import { ClrException } from "../clr-exception.ts";
import { evaluateXPath } from "./evaluate-xpath.ts";
import { loadDocument } from "./load-tree.ts";

const document = loadDocument(policyRun(), `<r>${"<a><b>1</b></a>".repeat(100)}</r>`);

suite("XPath", () => {
  test("costs fuel for each node that it looks at", () => {
    const path = `//a${"[following::a]".repeat(3)}`;
    assert.throws(() => evaluateXPath(policyRun(5_000), path, document, undefined), BudgetExceeded);
    assert.throws(
      () => evaluateXPath(policyRun(20_000), "//a[//b = //b/../b]//*", document, undefined),
      BudgetExceeded,
    );
  });

  test("takes a node once, however many ways lead to it", () => {
    const nodes = evaluateXPath(policyRun(), "//b/ancestor::*/descendant::b", document, undefined);
    assert.ok(Array.isArray(nodes) && nodes.length === 100);
  });

  test("predicates in predicates have an end", () => {
    const path = `a${"[a".repeat(500)}${"]".repeat(500)}`;
    assert.throws(() => evaluateXPath(policyRun(), path, document, undefined), {
      name: "System.Xml.XPath.XPathException",
    });
    const groups = `${"(".repeat(500)}a${")".repeat(500)}`;
    assert.throws(() => evaluateXPath(policyRun(), groups, document, undefined), {
      name: "System.Xml.XPath.XPathException",
    });
  });

  test("finds prefixes where they are given", () => {
    const own = loadDocument(policyRun(), '<p:a xmlns:p="u"/>');
    const found = (prefixes: ReadonlyMap<string, string>) =>
      evaluateXPath(policyRun(), "count(/q:a)", own, prefixes);
    assert.equal(found(new Map([["q", "u"]])), 1);
    assert.equal(found(new Map([["q", "v"]])), 0);
    assert.throws(() => found(new Map()), { message: "Namespace prefix 'q' is not defined." });
  });

  test("reads or refuses any text", () => {
    const piece = fc.constantFrom(
      "/",
      "//",
      "a",
      "*",
      "[",
      "]",
      "(",
      ")",
      "@",
      "1",
      "'x'",
      " and ",
      "=",
      "..",
      "count(",
      "|",
      "::",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        try {
          evaluateXPath(policyRun(1e6), pieces.join(""), document, undefined);
        } catch (error) {
          assert.ok(error instanceof BudgetExceeded || error instanceof ClrException);
        }
      }),
    );
  });
});
