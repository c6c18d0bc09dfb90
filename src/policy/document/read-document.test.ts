import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { attributeOf, childElements, type PolicyElement } from "./document-tree.ts";
import { readPolicyDocument } from "./read-document.ts";

/** One line per element, attribute and text, each with its place; blank texts are left out. */
function dump(element: PolicyElement, indent = ""): string[] {
  const { line, column } = element.place;
  const lines = [`${indent}${line}:${column} ${element.name}`];
  for (const { name, place, value } of element.attributes) {
    const { line: l, column: c } = value.placeAt(0);
    lines.push(`${indent}  ${place.line}:${place.column} ${name}=${JSON.stringify(value.text)} at ${l}:${c}`);
  }
  for (const content of element.content) {
    if (content.kind === "element") lines.push(...dump(content, `${indent}  `));
    else if (content.kind === "comment") lines.push(`${indent}  comment ${JSON.stringify(content.text)}`);
    else if (content.source.text.trim() !== "") {
      const { line: l, column: c } = content.source.placeAt(0);
      lines.push(`${indent}  ${l}:${c} text ${JSON.stringify(content.source.text)}`);
    }
  }
  return lines;
}

function read(text: string): string[] {
  const { root, diagnostics } = readPolicyDocument(text, "p.xml");
  return [...diagnostics.map(formatDiagnostic), ...(root === undefined ? ["nothing"] : dump(root))];
}

const right: readonly (readonly [string, string, readonly string[]])[] = [
  ["an empty element", "<a/>", ["1:1 a"]],
  [
    "a BOM, a declaration and comments before the root",
    "\uFEFF<?xml version='1.0'?>\n<!-- x -->\n<a/>\n",
    ["3:1 a"],
  ],
  [
    "attributes in either quotes",
    `<a b='1"' c="2'"/>`,
    ["1:1 a", `  1:4 b="1\\"" at 1:7`, `  1:11 c="2'" at 1:14`],
  ],
  ["blanks around =", `<a b = "1" >\n</a >`, ["1:1 a", '  1:4 b="1" at 1:9']],
  [
    "entities in attributes and text",
    '<a b="&lt;&amp;&#65;">&gt;</a>',
    ["1:1 a", '  1:4 b="<&A" at 1:7', '  1:23 text ">"'],
  ],
  ["CDATA as it stands", "<a><![CDATA[<b>&amp;</b>]]></a>", ["1:1 a", '  1:13 text "<b>&amp;</b>"']],
  ["comments stay", "<a><!-- one --><b/></a>", ["1:1 a", '  comment " one "', "  1:16 b"]],
  [
    "an expression in XML with entities",
    '<a b="@(x == &quot;y&quot;)"/>',
    ["1:1 a", '  1:4 b="@(x == \\"y\\")" at 1:7'],
  ],
  [
    "quotes in an expression",
    '<a b="@(x == "y")" c="1"/>',
    ["1:1 a", '  1:4 b="@(x == \\"y\\")" at 1:7', '  1:20 c="1" at 1:23'],
  ],
  [
    "tags and && in an expression",
    '<a b="@(x < 1 && "</a>" != "\\"")"/>',
    ["1:1 a", '  1:4 b="@(x < 1 && \\"</a>\\" != \\"\\\\\\"\\")" at 1:7'],
  ],
  [
    "strings inside the holes of strings",
    '<a b="@($"{f($"{g("}")}")}")"/>',
    ["1:1 a", '  1:4 b="@($\\"{f($\\"{g(\\"}\\")}\\")}\\")" at 1:7'],
  ],
  [
    "verbatim strings",
    '<a b="@(@"a""b" + "c")"/>',
    ["1:1 a", '  1:4 b="@(@\\"a\\"\\"b\\" + \\"c\\")" at 1:7'],
  ],
  [
    "characters that are quotes",
    `<a b="@(x.Split('"')[0])"/>`,
    ["1:1 a", `  1:4 b="@(x.Split('\\"')[0])" at 1:7`],
  ],
  ["brackets in comments", '<a b="@(1 /* ) " */ + 2)"/>', ["1:1 a", '  1:4 b="@(1 /* ) \\" */ + 2)" at 1:7']],
  [
    '=" inside strings',
    '<a b="@("<b c=" + x + " d=\'1\'/>")"/>',
    ["1:1 a", '  1:4 b="@(\\"<b c=\\" + x + \\" d=\'1\'/>\\")" at 1:7'],
  ],
  [
    "a multi-line block as text",
    '<a>\n  @{\n  return "<" + x;\n  }\n</a>',
    ["1:1 a", '  1:4 text "\\n  @{\\n  return \\"<\\" + x;\\n  }\\n"'],
  ],
  [
    "a comment before an expression",
    "<a><!-- c -->@(x < 1)</a>",
    ["1:1 a", '  comment " c "', '  1:14 text "@(x < 1)"'],
  ],
  [
    "an expression with closed markup in XML",
    '<a>@("<b></b>")</a>',
    ["1:1 a", '  1:4 text "@(\\"<b></b>\\")"'],
  ],
  [
    "entities in one expression of a document that is no XML",
    '<a b="@(x < "1")" c="@(y == &quot;(&quot;)"/>',
    ["1:1 a", '  1:4 b="@(x < \\"1\\")" at 1:7', '  1:19 c="@(y == \\"(\\")" at 1:22'],
  ],
  [
    "raw entities stay where C# reads them as they are",
    '<a b="@(x < "&amp;")"/>',
    ["1:1 a", '  1:4 b="@(x < \\"&amp;\\")" at 1:7'],
  ],
  [
    "markup in set-body as text",
    "<set-body>\n<a x='1'>&amp;</a>\n</set-body>",
    ["1:1 set-body", `  1:11 text "\\n<a x='1'>&amp;</a>\\n"`],
  ],
  [
    "CDATA that is the whole of set-body",
    "<set-body> <![CDATA[<a>&amp;</a>]]></set-body>",
    ["1:1 set-body", '  1:21 text "<a>&amp;</a>"'],
  ],
  ["a literal body with entities", "<set-body>a &lt; b</set-body>", ["1:1 set-body", '  1:11 text "a < b"']],
  [
    "an expression in set-body",
    '<set-body>@("<a>" + x)</set-body>',
    ["1:1 set-body", '  1:11 text "@(\\"<a>\\" + x)"'],
  ],
  ["text behind an expression as text", '<a b="@(1) x"/>', ["1:1 a", '  1:4 b="@(1) x" at 1:7']],
];

for (const [name, text, expected] of right) {
  test(`${name}: ${JSON.stringify(text)} is read`, () => {
    assert.deepEqual(read(text), expected);
  });
}

const wrong: readonly (readonly [string, string])[] = [
  ["", "1:1 no-element"],
  ["hello", "1:1 no-element"],
  ["<!DOCTYPE a><a/>", "1:1 document-type"],
  ["<!-- x", "1:1 open-comment"],
  ["<a", "1:1 open-tag"],
  ["<a>", "1:1 open-element"],
  ["<a>\n <b>\n</a>", "3:1 wrong-end-tag"],
  ["<a></a", "1:4 wrong-end-tag"],
  ["<a/><b/>", "1:5 text-after-document"],
  ["<a/>x", "1:5 text-after-document"],
  ["<a>< b/></a>", "1:4 bad-tag"],
  ["<a b/>", "1:4 bad-attribute"],
  ["<a b=1/>", "1:6 unquoted-value"],
  ['<a b="1/>', "1:6 open-value"],
  ['<a b="1" b="2"/>', "1:10 duplicate-attribute"],
  ["<a><!-- </a>", "1:4 open-comment"],
  ["<a><![CDATA[ </a>", "1:4 open-cdata"],
  ['<a\n  b="@(x < "1"/>', "2:7 unclosed-bracket"],
  ['<a b="@("x\ny")"/>', "1:9 unterminated-string"],
  ['<a b="@("x") + "y""/>', "1:14 text-after-expression"],
  ['<a>@("<" == x) y</a>', "1:16 text-after-expression"],
  ["<a>".repeat(65), "1:193 too-deep"],
  [" ".repeat(524_289), "1:1 document-too-long"],
];

for (const [text, expected] of wrong) {
  const shown =
    text.length > 60 ? `${text.slice(0, 20)}… of ${text.length} characters` : JSON.stringify(text);
  test(`${shown} is wrong: ${expected}`, () => {
    const { diagnostics } = readPolicyDocument(text, "p.xml");
    const [first] = diagnostics;
    assert.equal(`${first?.line}:${first?.column} ${first?.code}`, expected);
  });
}

test("line ends are counted as editors do", () => {
  const { root } = readPolicyDocument('<a>\r\n<b\rc="1"/>\n</a>', "p.xml");
  const [child] = root === undefined ? [] : childElements(root);
  assert.deepEqual(child?.place, { file: "p.xml", line: 2, column: 1 });
  assert.deepEqual(child && attributeOf(child, "c")?.place, { file: "p.xml", line: 3, column: 1 });
});

test("damage by a formatter is mended, with a warning", () => {
  const text = '<a b="@(x == "get=""" && y < 1)"/>';
  const { root, diagnostics } = readPolicyDocument(text, "p.xml");
  assert.deepEqual(
    diagnostics.map(({ line, column, severity, code }) => [line, column, severity, code]),
    [[1, 18, "warning", "formatter-damage"]],
  );
  const value = root && attributeOf(root, "b")?.value;
  assert.equal(value?.text, '@(x == "get" && y < 1)');
  assert.equal(value?.placeAt(value.text.indexOf("&&")).column, text.indexOf("&&") + 1);
});

const piece = fc.oneof(
  fc.constantFrom("<a>", "</a>", '<a b="', '"', "'", "/>", "@(", "@{", ")", "}", "{", "(", "<!--", "-->"),
  fc.constantFrom(
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&",
    '$"',
    "{{x}}",
    "<set-body>",
    "</set-body>",
    "/*",
    "*/",
    "\n",
  ),
  fc.string({ maxLength: 5 }),
);

test("no text makes the reader throw, and places lie in the text", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join("");
      const lines = text.split(/\r\n?|\n/);
      for (const { line, column } of readPolicyDocument(text, "p.xml").diagnostics) {
        assert.ok(line >= 1 && line <= lines.length, `line ${line}`);
        assert.ok(column >= 1 && column <= (lines[line - 1] ?? "").length + 2, `column ${column}`);
      }
    }),
    { numRuns: 500 },
  );
});

const value = fc.oneof(
  fc.string({ maxLength: 10 }),
  fc.constantFrom('@(x == "a")', "@{ return 1; }", '@($"{a["b"]}")', "{{name}}", "@(a < b && c)"),
);
const tree: fc.Memo<PolicyText> = fc.memo((depth) =>
  fc.record(
    {
      name: fc.constantFrom("a", "b-c", "d"),
      value,
      children: depth <= 1 ? fc.constant([]) : fc.array(tree(depth - 1), { maxLength: 3 }),
    },
    { noNullPrototype: true },
  ),
);
type PolicyText = { readonly name: string; readonly value: string; readonly children: readonly PolicyText[] };

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const written = ({ name, value: text, children }: PolicyText): string =>
  `<${name} v="${escaped(text)}">${children.map(written).join("")}</${name}>`;
const meaning = (element: PolicyElement): PolicyText => ({
  name: element.name,
  value: attributeOf(element, "v")?.value.text ?? "",
  children: childElements(element).map(meaning),
});

test("what is written as XML is read as it was meant", () => {
  fc.assert(
    fc.property(tree(3), (meant) => {
      const { root, diagnostics } = readPolicyDocument(written(meant), "p.xml");
      assert.deepEqual(diagnostics, []);
      assert.deepEqual(root && meaning(root), meant);
    }),
  );
});

// Read more than a few times over, any of these would outlast the test.
const hostile: readonly string[] = [
  '<a b="@("/>',
  '<a b="@(&quot;(&quot;)"/>',
  '<a b="@(x) y"/>',
  '<a b="@(/*"/>',
  "<a b='@(\"'/>",
  "<a>@(",
  "<set-body>@(1)<set-body>",
  "<!-- ",
  "<a><![CDATA[",
  "&",
  "&quot",
  "<a b='@(x=\"\")'/>",
];

for (const pattern of hostile) {
  test(`a document full of ${pattern} is read in time that grows with its length`, () => {
    const text = `<r>& ${pattern.repeat(Math.floor(524_000 / pattern.length))}`;
    const nested = `<r>${pattern.repeat(Math.floor(524_000 / pattern.length))}`;
    for (const one of [text, nested]) {
      assert.notDeepEqual(readPolicyDocument(one, "p.xml").diagnostics, []);
    }
  });
}
