import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { BodyLimits, ParsedBody } from "./parsed-body.ts";
import { processXml } from "./xml.ts";
import { isSupportedXPath } from "./xpath.ts";

const LIMITS: BodyLimits = { maxArguments: 1000, jsonDepth: 512, argumentSeparator: "&", maxFiles: 100 };

const read = (body: string): ParsedBody => processXml(body, "text/xml", LIMITS);
const select = (body: string, xpath: string): readonly string[] | undefined => read(body).xml?.select(xpath);
const latin1 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

const DOCUMENT = `<?xml version="1.0"?>
<!-- a comment -->
<s:shop xmlns:s="urn:shop" s:open='yes' count="1&#x20;&amp; 2">
  <item id="1">one<b>!</b></item><item id="2"/>
  <list><item id="3"><![CDATA[<three>&amp;]]></item></list>
</s:shop>
`;

describe("an XML body", () => {
  const selections: [string, string[]][] = [
    ["/*", ["\n  one!\n  <three>&amp;\n"]],
    ["//@*", ["yes", "1 & 2", "1", "2", "3"]],
    ["//text()", ["\n  ", "one", "!", "\n  ", "<three>&amp;", "\n"]],
    ["/s:shop/item", ["one!", ""]],
    ["//item", ["one!", "", "<three>&amp;"]],
    ["//item/@id", ["1", "2", "3"]],
    ["/s:shop/@s:open", ["yes"]],
    ["/s:shop/list//@id", ["3"]],
    ["/*/item/b", ["!"]],
    ["s:shop/list", ["<three>&amp;"]],
    ["/s:shop/item/text()", ["one"]],
    ["//item//text()", ["one", "!", "<three>&amp;"]],
    ["/item", []],
    ["//@none", []],
    ["//*", ["\n  one!\n  <three>&amp;\n", "one!", "!", "", "<three>&amp;", "<three>&amp;"]],
  ];
  for (const [xpath, expected] of selections) {
    test(`gives ${JSON.stringify(expected)} for ${xpath}`, () => {
      assert.equal(isSupportedXPath(xpath), true);
      assert.deepEqual(select(DOCUMENT, xpath), expected);
    });
  }

  test("is well-formed where nothing is wrong with it, and gives no arguments", () => {
    const found = read(DOCUMENT);
    assert.deepEqual([found.error, found.args.names], ["", []]);
  });

  const unsupported = [
    "",
    "/",
    "//",
    "/a/",
    "/a[1]",
    "/a[@b='c']",
    "count(//a)",
    "//a/..",
    "/a///b",
    "/a/@b/c",
    "/a|/b",
    ".",
    "//text()/a",
    "/a b",
    "descendant::a",
  ];
  for (const xpath of unsupported) {
    test(`knows that it does not support ${JSON.stringify(xpath)}`, () => {
      assert.equal(isSupportedXPath(xpath), false);
      assert.equal(select("<a/>", xpath), undefined);
    });
  }

  test("that is empty is no document and no error", () => {
    assert.deepEqual([read("").error, read("").xml], ["", undefined]);
  });
});

describe("text of XML", () => {
  const texts: [string, string][] = [
    ["&lt;&gt;&amp;&quot;&apos;", "<>&\"'"],
    ["&#60;&#x3C;&#x20AC;&#128512;", latin1("<<€😀")],
    ["&#0000000060;", "<"],
    ["a\r\nb\rc", "a\nb\nc"],
    [latin1("é€"), latin1("é€")],
    ["x<!-- <b> -->y<?php z?>", "xy"],
  ];
  for (const [raw, text] of texts) {
    test(`${JSON.stringify(raw)} is read as ${JSON.stringify(text)}`, () => {
      assert.deepEqual(select(`<a>${raw}</a>`, "/*"), [text]);
      assert.equal(read(`<a>${raw}</a>`).error, "");
    });
  }

  test("in attributes has spaces for line ends", () => {
    assert.deepEqual(select("<a b='x\n&lt;\ty&#10;'/>", "//@*"), ["x < y\n"]);
  });
});

describe("an XML body that is not well-formed", () => {
  const cases: [string, string, string][] = [
    ["<a>&xxe;</a>", "a reference to an unknown entity", "&xxe;"],
    ["<a>& &#0; &#xd800; &#x;</a>", "a reference to an unknown entity", "& &#0; &#xd800; &#x;"],
    ["<a>&constructor;</a>", "a reference to an unknown entity", "&constructor;"],
    ["<a>x</b>&lt;y></a>", "an unexpected end tag", "x</b><y></a>"],
    ["<a>x", "an element is not closed", "x"],
    ["<a>x<b", "an attribute was expected", "x<b"],
    ["<a><b c>x</b></a>", "an attribute without a value", "<b c>x</b></a>"],
    ["<a><b c=d>x</b></a>", "an attribute's value is not in quotes", "<b c=d>x</b></a>"],
    ["<a><b c='<'>x</b></a>", "an attribute's value holds a <", "x"],
    ["<a b='1' b='2'>x</a>", "an attribute twice", "x"],
    ["<a b='1'c='2'>x</a>", "attributes without a space between them", "x"],
    ["<a>x< script></a>", "a name was expected", "x< script></a>"],
    ["<a>x</a><b>y</b>", "a second root element", "xy"],
    ["<a>x</a>y", "text outside of the root element", "xy"],
    ["hello", "text outside of the root element", "hello"],
    ["<!-- x -->", "there is no element", ""],
    ["<a>x<!-- y</a>", "a comment is not closed", "x<!-- y</a>"],
    ["<a>x<![CDATA[y</a>", "a CDATA section is not closed", "x<![CDATA[y</a>"],
    ["<a>x<?y</a>", "a processing instruction is not closed", "x<?y</a>"],
    ["<a>x<!y></a>", "unknown markup", "x<!y></a>"],
    ["<a>\0</a>", "a control character", "\0"],
    ["<a>\xff</a>", "the body is not UTF-8", "\xff"],
  ];
  for (const [body, error, text] of cases) {
    test(`${JSON.stringify(body)} is an error, and nothing of it is hidden`, () => {
      const found = read(body);
      assert.ok(found.error.startsWith(`XML: ${error}`), found.error);
      assert.deepEqual(found.xml?.select("/*") ?? [], text === "" ? [] : [text]);
    });
  }

  test("tells where it went wrong", () => {
    assert.equal(read("<a>x</b>").error, "XML: an unexpected end tag at byte 4");
  });
});

describe("a document type", () => {
  const attack = '<!DOCTYPE a [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>';

  test("is an error, declares nothing, and is shown to the rules", () => {
    const found = read(`${attack}<a b="&xxe;">&xxe;<c>x</c></a>`);
    assert.equal(found.error, "XML: a document type is not allowed at byte 0");
    assert.deepEqual(found.xml?.select("/*"), [`${attack}&xxe;x`]);
    assert.deepEqual(found.xml?.select("//@*"), ["&xxe;"]);
    assert.deepEqual(found.xml?.select("/a"), ["&xxe;x"]);
  });

  test("without a subset, or without an end, is one too", () => {
    for (const body of ['<!DOCTYPE a SYSTEM "x.dtd"><a/>', "<!DOCTYPE a", "<!DOCTYPE a [ <!ENTITY b 'c'>"]) {
      const found = read(body);
      assert.equal(found.error, "XML: a document type is not allowed at byte 0");
      assert.ok(found.xml?.select("/*")?.[0]?.startsWith("<!DOCTYPE a"));
    }
  });
});

describe("the encoding of XML", () => {
  const utf16le = (text: string): string => Buffer.from(text, "utf16le").toString("latin1");
  const utf16be = (text: string): string => Buffer.from(text, "utf16le").swap16().toString("latin1");
  const cases: [string, string][] = [
    ["UTF-8 with a mark", latin1("\ufeff<a>é</a>")],
    ["UTF-16LE with a mark", utf16le("\ufeff<a>é</a>")],
    ["UTF-16BE with a mark", utf16be("\ufeff<a>é</a>")],
    ["UTF-16LE without a mark", utf16le("<a>é</a>")],
    ["UTF-16BE without a mark", utf16be('<?xml version="1.0" encoding="UTF-16"?><a>é</a>')],
    ["ISO-8859-1", "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>"],
  ];
  for (const [name, body] of cases) {
    test(`${name} is brought to UTF-8`, () => {
      assert.deepEqual([read(body).error, select(body, "/*")], ["", [latin1("é")]]);
    });
  }

  for (const encoding of ["x-unknown", "utf-16", "utf-7"]) {
    test(`${encoding} that it is not, or that is not known, is an error`, () => {
      const found = read(`<?xml version="1.0" encoding="${encoding}"?><a>x</a>`);
      assert.match(found.error, /^XML: (?:unsupported encoding|the body is not utf-16)/u);
      assert.deepEqual(found.xml?.select("/*"), ["x"]);
    });
  }
});

type Element = {
  readonly name: string;
  readonly id: string;
  readonly children: readonly (Element | string)[];
};

const escapeXml = (text: string): string =>
  text.replaceAll(/[<>&"\r\n\t]/gu, (each) => `&#${each.charCodeAt(0)};`);

const write = (node: Element | string): string =>
  typeof node === "string"
    ? escapeXml(node)
    : `<${node.name} id="${escapeXml(node.id)}">${node.children.map(write).join("")}</${node.name}>`;

const textOf = (node: Element | string): string =>
  typeof node === "string" ? node : node.children.map(textOf).join("");

const idsOf = (node: Element | string): string[] =>
  typeof node === "string" ? [] : [node.id, ...node.children.flatMap(idsOf)];

describe("the reader of XML", () => {
  test("reads what a writer wrote", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ab <>&\"'\r\n\t;é") }).map(latin1);
    const { element } = fc.letrec<{ element: Element }>((tie) => ({
      element: fc.record(
        {
          name: fc.constantFrom("a", "b:c", "_d"),
          id: text,
          children: fc.array(fc.oneof({ depthSize: "small" }, text, tie("element")), { maxLength: 4 }),
        },
        { noNullPrototype: true },
      ),
    }));
    fc.assert(
      fc.property(element, (root) => {
        const found = read(write(root));
        assert.equal(found.error, "");
        assert.deepEqual(found.xml?.select("/*"), [textOf(root)]);
        assert.deepEqual(found.xml?.select("//@*"), idsOf(root));
      }),
      { numRuns: 500 },
    );
  });

  test("reads any bytes without a throw", () => {
    const pieces = [
      "<a",
      ">",
      "</a>",
      "<",
      "!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "<!DOCTYPE",
      "[",
      "]",
      "&",
      ";",
      "=",
      '"',
      " ",
      "/",
      "?",
    ];
    const body = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((all) => all.join(""));
    fc.assert(
      fc.property(body, fc.uint8Array(), (text, bytes) => {
        for (const each of [text, Buffer.from(bytes).toString("latin1")]) {
          const found = read(each);
          for (const xpath of ["/*", "//@*", "//text()", "//a/*"]) found.xml?.select(xpath);
        }
      }),
      { numRuns: 2000 },
    );
  });

  const hostile: [string, string, string][] = [
    ["100,000 elements in each other", "<a>".repeat(100_000), "elements more than 256 deep"],
    ["a million references", `<a>${"&amp;".repeat(1_000_000)}</a>`, ""],
    ["a million references to nothing", `<a>${"&x".repeat(1_000_000)}</a>`, "a reference"],
    ["100,000 attributes", `<a ${Array.from({ length: 100_000 }, (_, i) => `a${i}='x'`).join(" ")}/>`, ""],
    ["200,000 elements beside each other", `<a>${"<b/>".repeat(200_000)}</a>`, ""],
    ["100,000 document types", "<!DOCTYPE>".repeat(100_000), "a document type"],
    ["comments without an end", `<a>${"<!--".repeat(250_000)}`, "a comment is not closed"],
    ["brackets", `<!DOCTYPE a [${"]".repeat(1_000_000)}`, "a document type"],
  ];
  for (const [what, body, error] of hostile) {
    test(`reads ${what} in bounds`, () => {
      const found = read(body);
      assert.ok(error === "" ? found.error === "" : found.error.startsWith(`XML: ${error}`), found.error);
      const text = found.xml?.select("/*")?.[0] ?? "";
      assert.ok(text.length <= body.length);
      assert.ok((found.xml?.select("//*") ?? []).length <= body.length / 3);
    });
  }
});
