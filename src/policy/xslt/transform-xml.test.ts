import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { policyRun } from "../../../test/harness/policy-run.ts";
import { compileText } from "../../../test/harness/xslt.ts";
import { BudgetExceeded } from "../value/budget-exceeded.ts";
import { ClrException } from "../value/clr-exception.ts";
import { transformXml } from "./transform-xml.ts";

/** As much as a policy has. */
const budget = () => policyRun(5_000_000, 64 * 1024 * 1024);

function transformed(sheet: string, source = "<a/>"): string {
  const { stylesheet, diagnostics } = compileText(sheet);
  assert.deepEqual(diagnostics, []);
  return transformXml(budget(), stylesheet, source, new Map()).text;
}

const nested = (count: number): string => `${"<a>".repeat(count)}${"</a>".repeat(count)}`;
const many = (count: number): string => `<a>${"<b>1</b>".repeat(count)}</a>`;
const root = (body: string): string => `<xsl:template match="/">${body}</xsl:template>`;

suite("a transformation ends, whatever it is asked for", () => {
  const rows: readonly (readonly [string, string, BudgetExceeded["resource"], string?])[] = [
    [
      "a template that calls itself at its end",
      `<xsl:template match="/" name="t"><xsl:call-template name="t"/></xsl:template>`,
      "fuel",
    ],
    [
      "a template that calls itself before its end",
      `<xsl:template match="/" name="t"><xsl:call-template name="t"/>x</xsl:template>`,
      "depth",
    ],
    ["rules that apply to the same node", root(`<xsl:apply-templates select="."/>`), "depth"],
    [
      "an element in an element without an end",
      `<xsl:template match="/" name="t"><x><xsl:call-template name="t"/></x></xsl:template>`,
      "depth",
    ],
    [
      "a parameter whose default needs itself",
      `<xsl:template match="/" name="t"><xsl:param name="p"><xsl:call-template name="t"/></xsl:param></xsl:template>`,
      "depth",
    ],
    [
      "attribute sets that use each other",
      `<xsl:attribute-set name="s" use-attribute-sets="r"/><xsl:attribute-set name="r" use-attribute-sets="s"/>${root(`<x xsl:use-attribute-sets="s"/>`)}`,
      "depth",
    ],
    [
      "a result that doubles with each step",
      `<xsl:template match="/" name="t"><xsl:param name="s" select="'0123456789'"/><xsl:call-template name="t"><xsl:with-param name="s" select="concat($s,$s)"/></xsl:call-template></xsl:template>`,
      "fuel",
    ],
    [
      "a tree that doubles with each step",
      `<xsl:template match="/" name="t"><xsl:param name="s"><x/></xsl:param><xsl:call-template name="t"><xsl:with-param name="s"><xsl:copy-of select="$s"/><xsl:copy-of select="$s"/></xsl:with-param></xsl:call-template></xsl:template>`,
      "fuel",
    ],
    [
      "loops in loops",
      root(
        `<xsl:for-each select="//b"><xsl:for-each select="//b"><xsl:for-each select="//b">x</xsl:for-each></xsl:for-each></xsl:for-each>`,
      ),
      "fuel",
      many(1000),
    ],
    ["predicates in predicates", root(`<xsl:value-of select="count(//b[//b[//b]])"/>`), "fuel", many(2000)],
    [
      "a pattern that looks at all ancestors, again and again",
      `<xsl:template match="q//a//a//a//a//b">x</xsl:template><xsl:template match="b"/>`,
      "fuel",
      `${"<a>".repeat(150)}${"<c/>".repeat(3)}<b/>${"</a>".repeat(150)}`
        .replace(/<a>/, "<z>")
        .replace(/<\/a>$/, "</z>"),
    ],
    ["a source that is too deep", root("x"), "depth", nested(1500)],
    [
      "the identity of a deep source",
      `<xsl:template match="node()"><xsl:copy><xsl:apply-templates/></xsl:copy></xsl:template>`,
      "depth",
      nested(900),
    ],
    [
      "numbers of every node",
      `<xsl:template match="b"><xsl:number level="any"/></xsl:template>`,
      "fuel",
      many(5000),
    ],
  ];
  for (const [name, sheet, resource, source] of rows) {
    test(name, () => {
      assert.throws(
        () => transformed(sheet, source),
        (error) => error instanceof BudgetExceeded && error.resource === resource,
      );
    });
  }

  test("a thousand steps of a loop by recursion, and three hundred inside each other, are within it", () => {
    const loop = (call: string): string =>
      `<xsl:template match="/" name="t"><xsl:param name="n" select="0"/><xsl:if test="$n &lt; ${call}</xsl:if></xsl:template>`;
    const next = `<xsl:call-template name="t"><xsl:with-param name="n" select="$n + 1"/></xsl:call-template>`;
    assert.equal(transformed(loop(`5000">.${next}`)), ".".repeat(5000));
    assert.equal(transformed(loop(`300">${next}.`)), ".".repeat(300));
  });

  test("indentation of many elements costs no more than writing them", () => {
    const copy = `<xsl:output indent="yes" omit-xml-declaration="yes"/>${root(`<xsl:copy-of select="/"/>`)}`;
    const lines = transformed(copy, many(50_000)).split("\n");
    assert.equal(lines.length, 50_002);
    assert.equal(lines[1], "  <b>1</b>");
  });

  test("a large message goes through: ten thousand elements copied one by one", () => {
    const identity = `<xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>`;
    assert.equal(transformed(identity, many(10_000)), many(10_000));
  });
});

suite("what a stylesheet runs into is an exception", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    [
      "variables in a circle",
      `<xsl:variable name="a" select="$b"/><xsl:variable name="b" select="$a"/>`,
      "The variable 'a' depends on itself.",
    ],
    [
      "a key that asks for itself",
      `<xsl:key name="k" match="a" use="key('k','1')"/>${root(`<xsl:value-of select="key('k','1')"/>`)}`,
      "The key 'k' depends on itself.",
    ],
    [
      "an attribute behind content",
      root(`<r>t<xsl:attribute name="a">1</xsl:attribute></r>`),
      "Attribute and namespace nodes cannot be added to the parent element after a text, comment, pi, or sub-element node has already been added.",
    ],
    [
      "for-each over a text",
      root(`<xsl:for-each select="'a'">x</xsl:for-each>`),
      "Expression must evaluate to a node-set.",
    ],
    ["a name that was made", root(`<xsl:element name="{1}"/>`), "'1' is no name."],
    [
      "an order that was made",
      root(`<xsl:for-each select="*"><xsl:sort order="{'up'}"/></xsl:for-each>`),
      "'up' is none of ascending, descending.",
    ],
    [
      "a pattern of a number",
      root(`<xsl:value-of select="format-number(1, 'x')"/>`),
      "Format 'x' cannot be used: it has no place for digits.",
    ],
    [
      "the end that a message makes",
      root(`<xsl:message terminate="yes">no</xsl:message>`),
      "Transform terminated: 'no'.",
    ],
  ];
  for (const [name, sheet, message] of rows) {
    test(name, () => {
      assert.throws(
        () => transformed(sheet),
        (error) => error instanceof ClrException && error.message === message,
      );
    });
  }
});
