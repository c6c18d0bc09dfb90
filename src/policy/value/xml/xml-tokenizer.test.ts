import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { policyRun } from "../../../../test/harness/policy-run.ts";
import { named } from "../../type/clr-type.ts";
import { BudgetExceeded } from "../budget-exceeded.ts";
import { ClrException } from "../clr-exception.ts";
import { parseBodyXml } from "./body-xml.ts";
import { loadDocument, loadElement } from "./load-tree.ts";
import { saveOptions } from "./x-object.ts";
import { XmlTokenizer } from "./xml-tokenizer.ts";

const { DisableFormatting } = saveOptions;

/** The message of the exception. */
function refusal(text: string): string {
  try {
    loadDocument(policyRun(), text);
    return "";
  } catch (error) {
    if (error instanceof ClrException) return error.message;
    throw error;
  }
}

suite("the reader of XML", () => {
  test("has no DTD, and so no entities of anybody", () => {
    const prohibited = /^For security reasons DTD is prohibited/;
    assert.match(refusal("<!DOCTYPE a><a/>"), prohibited);
    assert.match(refusal('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), prohibited);
    assert.match(refusal('<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>'), prohibited);
    assert.equal(refusal("<a>&x;</a>"), "Reference to undeclared entity 'x'. Line 1, position 5.");
  });

  test("goes down so far and no farther", () => {
    const nested = (depth: number) => "<a>".repeat(depth) + "</a>".repeat(depth);
    assert.equal(loadElement(policyRun(), nested(1000)).print(policyRun(), DisableFormatting).length, 7000);
    assert.throws(() => loadElement(policyRun(), nested(1001)), BudgetExceeded);
  });

  test("spends fuel and memory by the length of the text", () => {
    const text = `<a>${"x".repeat(10_000)}</a>`;
    assert.throws(() => loadDocument(policyRun(9_000), text), BudgetExceeded);
    assert.throws(() => loadDocument(policyRun(1e6, 9_000), text), BudgetExceeded);
    const many = `<a>${"<b/>".repeat(1000)}</a>`;
    assert.throws(() => loadDocument(policyRun(1e6, 50_000), many), BudgetExceeded);
  });

  test("counts declarations against fuel, so that they cannot be multiplied", () => {
    const names = Array.from({ length: 500 }, (_, index) => `xmlns:p${index}="u${index}"`).join(" ");
    const text = `<a ${names}>${'<b xmlns:q="v"/>'.repeat(500)}</a>`;
    assert.throws(() => loadDocument(policyRun(100_000), text), BudgetExceeded);
  });

  test("reads or refuses any text", () => {
    const piece = fc.constantFrom(
      "<a>",
      "</a>",
      "<b ",
      "c='1'",
      "/>",
      "&amp;",
      "&#65;",
      "x",
      " ",
      "<!--",
      "-->",
      "<?p",
      "?>",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const tokens = new XmlTokenizer(policyRun(), pieces.join(""));
        try {
          while (tokens.next() !== undefined);
        } catch (error) {
          assert.ok(error instanceof ClrException && error.typeName === "System.Xml.XmlException");
        }
      }),
    );
  });
});

suite("a body as XML", () => {
  const xLinq = (name: string) => named(`System.Xml.Linq.${name}`);

  test("is a document or an element by the type", () => {
    const text = "<!--c--><a/>";
    assert.equal(String(parseBodyXml(policyRun(), text, xLinq("XDocument"))), "<!--c-->\n<a />");
    assert.equal(String(parseBodyXml(policyRun(), text, xLinq("XElement"))), "<a />");
  });
});
