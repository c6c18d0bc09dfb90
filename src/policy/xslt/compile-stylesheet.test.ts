import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { compileText } from "../../../test/harness/xslt.ts";

/** `line:column severity message`, of a stylesheet whose second line begins with `text`. */
function foundIn(text: string): readonly string[] {
  const { diagnostics } = compileText(
    `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:x="urn:x">\n${text}</xsl:stylesheet>`,
  );
  return diagnostics.map(({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`);
}

const inTemplate = (body: string): string => `<xsl:template match="/">\n${body}\n</xsl:template>`;

suite("what is wrong with a stylesheet has its place", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    [
      "an instruction that there is not",
      inTemplate(`<xsl:iff test="a"/>`),
      "3:1 error there is no instruction xsl:iff",
    ],
    [
      "an element at the top that there is not",
      `<xsl:tmplate/>`,
      "2:1 error xsl:tmplate cannot stand at the top of a stylesheet",
    ],
    [
      "an XPath expression",
      inTemplate(`<a><xsl:value-of select="a["/></a>`),
      "3:26 error the XPath expression a[ is not right: Expression must evaluate to a node-set",
    ],
    [
      "an expression in a value template",
      inTemplate(`<a b="x{1 +}"/>`),
      "3:9 error the XPath expression 1 + is not right: Expression must evaluate to a node-set",
    ],
    ["a value template without an end", inTemplate(`<a b="x{1"/>`), "3:8 error the expression has no }"],
    ["a brace alone", inTemplate(`<a b="x}"/>`), "3:8 error } closes no expression"],
    ["a pattern", `<xsl:template match="ancestor::a"/>`, "2:22 error ancestor::a is no pattern"],
    [
      "a pattern with a variable",
      `<xsl:variable name="v"/><xsl:template match="a[$v]"/>`,
      "2:46 error the XPath expression a[$v] is not right: patterns name no variables",
    ],
    [
      "a pattern with current()",
      `<xsl:template match="a[current()]"/>`,
      "2:22 error the pattern a[current()] calls current()",
    ],
    [
      "a template that there is not",
      inTemplate(`<xsl:call-template name="t"/>`),
      "3:26 error there is no template t",
    ],
    [
      "a mode that there is not",
      inTemplate(`<xsl:apply-templates mode="m"/>`),
      "3:28 warning no template has the mode m",
    ],
    ["a missing attribute", inTemplate(`<xsl:for-each/>`), "3:1 error xsl:for-each has no select"],
    [
      "an attribute that there is not",
      inTemplate(`<xsl:if test="1" tset="2"/>`),
      "3:18 error xsl:if has no tset",
    ],
    [
      "a variable that there is not",
      inTemplate(`<xsl:value-of select="$v"/>`),
      "3:23 error the XPath expression $v is not right: there is no variable $v",
    ],
    [
      "a variable before it is declared",
      inTemplate(`<xsl:if test="1"><xsl:variable name="v"/></xsl:if><xsl:value-of select="$v"/>`),
      "3:73 error the XPath expression $v is not right: there is no variable $v",
    ],
    [
      "a variable that hides another of its template",
      inTemplate(`<xsl:variable name="v"/><xsl:if test="1"><xsl:variable name="v"/></xsl:if>`),
      "3:42 error $v is declared around it already",
    ],
    [
      "a function that there is not",
      inTemplate(`<xsl:value-of select="no()"/>`),
      "3:23 error the XPath expression no() is not right: there is no function no()",
    ],
    [
      "too few arguments",
      inTemplate(`<xsl:value-of select="key('a')"/>`),
      "3:23 error the XPath expression key('a') is not right: Function 'key' in 'key('a')' has an invalid number of arguments",
    ],
    [
      "a key that there is not",
      inTemplate(`<xsl:value-of select="key('a', 1)"/>`),
      "3:23 error the XPath expression key('a', 1) is not right: there is no key a",
    ],
    [
      "a decimal format that there is not",
      inTemplate(`<xsl:value-of select="format-number(1,'0','d')"/>`),
      "3:23 error the XPath expression format-number(1,'0','d') is not right: there is no decimal-format d",
    ],
    [
      "an attribute set that there is not",
      inTemplate(`<a xsl:use-attribute-sets="s"/>`),
      "3:28 error there is no attribute set s",
    ],
    ["a prefix that is not declared", inTemplate(`<q:a/>`), "3:1 error the prefix q is not declared"],
    [
      "a prefix in an expression",
      inTemplate(`<xsl:value-of select="q:a"/>`),
      "3:23 error the XPath expression q:a is not right: the prefix q is not declared",
    ],
    [
      "a parameter that comes late",
      inTemplate(`<a/><xsl:param name="p"/>`),
      "3:5 error xsl:param cannot stand here",
    ],
    [
      "choose without when",
      inTemplate(`<xsl:choose><xsl:otherwise/></xsl:choose>`),
      "3:1 error xsl:choose has no when",
    ],
    [
      "when behind otherwise",
      inTemplate(`<xsl:choose><xsl:when test="1"/><xsl:otherwise/><xsl:when test="1"/></xsl:choose>`),
      "3:49 error choose holds xsl:when, and at its end xsl:otherwise",
    ],
    [
      "two templates of one name",
      `<xsl:template name="t"/><xsl:template name="t"/>`,
      "2:45 error there are two templates t",
    ],
    [
      "two variables of one name",
      `<xsl:variable name="v"/><xsl:param name="v"/>`,
      "2:25 error $v is declared twice",
    ],
    ["a template for nothing", `<xsl:template/>`, "2:1 error xsl:template has neither match nor name"],
    ["a priority", `<xsl:template match="a" priority="high"/>`, "2:35 error high is no priority"],
    [
      "a word that is none of several",
      inTemplate(`<xsl:for-each select="a"><xsl:sort order="up"/></xsl:for-each>`),
      "3:43 error order cannot be up",
    ],
    ["a name that is made", inTemplate(`<xsl:element name="a b"/>`), "3:20 error 'a b' is no name"],
    ["text at the top", `text`, "1:96 error xsl:stylesheet holds elements, and no text"],
    [
      "both select and content",
      inTemplate(`<xsl:variable name="v" select="1">x</xsl:variable>`),
      "3:35 error xsl:variable has both select and content",
    ],
    ["a result element at the top", `<a/>`, "2:1 error a cannot stand at the top"],
    [
      "an attribute of XSLT on a result element",
      inTemplate(`<a xsl:select="b"/>`),
      "3:4 error literal result elements have no xsl:select",
    ],
  ];
  for (const [name, text, expected] of rows) {
    test(name, () => assert.deepEqual(foundIn(text).slice(0, 1), [expected]));
  }

  test("all of it is told", () => {
    assert.equal(foundIn(inTemplate(`<xsl:if/><xsl:value-of select="("/><xsl:foo/>`)).length, 3);
  });

  test("another element is no stylesheet", () => {
    const { diagnostics } = compileText(`<xsl:stylesheet xmlns:xsl="urn:other"/>`);
    assert.equal(diagnostics[0]?.message, "xsl:stylesheet is no stylesheet");
  });

  test("reads or refuses any expression", () => {
    const piece = fc.constantFrom(
      "a",
      "/",
      "//",
      "[",
      "]",
      "(",
      ")",
      "$v",
      "key('k',",
      "current()",
      "|",
      "{",
      "}",
      "'",
      "@",
      "*",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join("");
        foundIn(
          `<xsl:template match="${text}"><a b="${text}"><xsl:value-of select="${text}"/></a></xsl:template>`,
        );
      }),
    );
  });
});

suite("what is left out is refused by name", () => {
  const rows: readonly (readonly [string, string])[] = [
    [`<xsl:import href="a.xsl"/>`, "xsl:import is not supported"],
    [`<xsl:include href="a.xsl"/>`, "xsl:include is not supported"],
    [`<m:script xmlns:m="urn:schemas-microsoft-com:xslt" language="C#"/>`, "m:script is not supported"],
    [`<xsl:function name="x:f"/>`, "xsl:function is not supported"],
    [
      inTemplate(`<xsl:copy-of select="document('file:///etc/passwd')"/>`),
      "the function document() is not supported",
    ],
    [inTemplate(`<xsl:value-of select="id('a')"/>`), "the function id() is not supported"],
    [
      inTemplate(`<xsl:value-of select="unparsed-entity-uri('a')"/>`),
      "the function unparsed-entity-uri() is not supported",
    ],
    [inTemplate(`<xsl:value-of select="x:f()"/>`), "the extension function x:f() is not supported"],
    [inTemplate(`<xsl:apply-imports/>`), "xsl:apply-imports is not supported"],
    [inTemplate(`<xsl:for-each-group select="a" group-by="b"/>`), "xsl:for-each-group is not supported"],
    [inTemplate(`<x:e xsl:extension-element-prefixes="x"/>`), "the extension element x:e is not supported"],
    [inTemplate(`<xsl:number lang="de"/>`), "numbers are counted by English letters alone"],
    [`<xsl:output method="xhtml"/>`, "the output method xhtml is not supported"],
    [`<xsl:output encoding="shift_jis"/>`, "the encoding shift_jis is not supported"],
  ];
  for (const [text, expected] of rows) {
    test(expected, () => {
      const { diagnostics } = compileText(
        `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:x="urn:x">${text}</xsl:stylesheet>`,
      );
      const errors = diagnostics.filter(({ code }) => code === "unsupported-stylesheet");
      assert.deepEqual(
        errors.map(({ message }) => message),
        [expected],
      );
      assert.equal(diagnostics.length, 1);
    });
  }
});
