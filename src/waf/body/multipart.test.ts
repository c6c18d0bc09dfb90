import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { processMultipart } from "./multipart.ts";
import type { BodyLimits, MultipartFlag, ParsedBody } from "./parsed-body.ts";

const LIMITS: BodyLimits = { maxArguments: 1000, jsonDepth: 512, argumentSeparator: "&", maxFiles: 100 };
const TYPE = "multipart/form-data; boundary=0000";

const read = (body: string, contentType = TYPE, limits: Partial<BodyLimits> = {}): ParsedBody =>
  processMultipart(body, contentType, { ...LIMITS, ...limits });

const flagsOf = (found: ParsedBody): MultipartFlag[] => [...found.multipartFlags].sort();

const lines = (...all: string[]): string => `${all.join("\r\n")}\r\n`;
const disposition = (rest: string): string => `Content-Disposition: form-data; ${rest}`;
const onePart = (head: string, content = "x"): string => lines("--0000", head, "", content, "--0000--");

describe("a form in parts", () => {
  const body = lines(
    "--0000",
    disposition('name="a"'),
    "",
    "1",
    "--0000",
    'content-disposition: form-data; name="image"; filename="x.jpg"',
    "Content-Type: image/jpeg",
    "",
    "BINARY\r\n--\r\n--000 DATA",
    "",
    "--0000",
    disposition("name=b"),
    "",
    "",
    "--0000--",
  );

  test("gives fields as arguments, files, and the header lines of both", () => {
    const found = read(body);
    assert.deepEqual(found.args, { names: ["a", "b"], values: ["1", ""] });
    const headerLines = [
      'content-disposition: form-data; name="image"; filename="x.jpg"',
      "Content-Type: image/jpeg",
    ];
    assert.deepEqual(found.files, [
      { name: "image", fileName: "x.jpg", content: "BINARY\r\n--\r\n--000 DATA\r\n", headerLines },
    ]);
    assert.deepEqual(found.partHeaders, {
      names: ["a", "image", "image", "b"],
      values: [disposition('name="a"'), ...headerLines, disposition("name=b")],
    });
    assert.deepEqual([found.error, flagsOf(found)], ["", []]);
  });

  test("needs no line end behind the final boundary", () => {
    const found = read(body.slice(0, -2));
    assert.deepEqual([found.error, flagsOf(found), found.args.names], ["", [], ["a", "b"]]);
  });

  test("is an argument where the file's name is empty, as browsers send an input without a file", () => {
    const found = read(onePart(disposition('name="f"; filename=""'), ""));
    assert.deepEqual([found.args.names, found.files, flagsOf(found)], [["f"], [], []]);
  });

  test("may be empty", () => {
    assert.deepEqual([read("").error, flagsOf(read(""))], ["", []]);
    const found = read("--0000--\r\n");
    assert.deepEqual([found.error, flagsOf(found)], ["", []]);
  });

  test("with lines that end in LF alone is read, and flagged", () => {
    const found = read(body.replaceAll("\r\n", "\n"));
    assert.deepEqual(found.args, { names: ["a", "b"], values: ["1", ""] });
    assert.deepEqual([found.error, flagsOf(found)], ["", ["LF_LINE", "STRICT_ERROR"]]);
  });
});

describe("names in a Content-Disposition", () => {
  const cases: [string, string, string, MultipartFlag[], string][] = [
    ['name="a b"; filename="c;d"', "a b", "c;d", [], ""],
    ['name="a\\"b\\\\c"; filename="C:\\dir\\x.txt"', 'a"b\\c', "C:\\dir\\x.txt", [], ""],
    ['name = "a" ; filename="b"', "a", "b", [], ""],
    ["name=a;filename=b", "a", "b", [], ""],
    ['name="a";', "a", "", [], ""],
    ["name='a'", "a", "", ["INVALID_QUOTING"], ""],
    ['name="it\'s"', "it's", "", ["INVALID_QUOTING"], ""],
    ['name="a"b', "a", "", ["INVALID_QUOTING"], "a semicolon was expected"],
    ['name="a" b; filename="c"', "a", "c", [], "a semicolon was expected"],
    ['name="a', "a", "", [], "a quote is not closed"],
    ['name="a"; filename = "b"', "a", "b", [], "the file name is malformed"],
    ['name="a"; size=3', "a", "", [], "it has an unknown parameter"],
    ['NAME="a"', "a", "", [], "a parameter is not in lower case"],
    ['name="a"; name="b"', "a;b", "", [], "it has name twice"],
    ['name="a"; filename="b"; filename="c.php"', "a", "b;c.php", [], "it has filename twice"],
    ['name="a"; filename', "a", "", [], "a parameter has no value"],
    ["name=a/b", "a/b", "", [], "a parameter's value is no token"],
    ["name=", "", "", ["INVALID_PART"], "a parameter's value is no token"],
    ["name=\"a\"; filename*=UTF-8'en'%e2%82%ac+.txt", "a", "\xe2\x82\xac+.txt", ["INVALID_PART"], ""],
    ['name="a"; filename="x.txt"; filename*=UTF-8\'\'x.txt', "a", "x.txt", ["INVALID_PART"], ""],
    [
      'name="a"; filename="x.txt"; filename*=UTF-8\'\'x.php',
      "a",
      "x.txt;x.php",
      ["INVALID_PART"],
      "the two file names differ",
    ],
    ['name="a"; filename*=x.php', "a", "x.php", ["INVALID_PART"], "the extended file name is malformed"],
  ];
  for (const [rest, name, fileName, flags, error] of cases) {
    test(`${rest} ${error === "" ? "are read" : `are an error: ${error}`}`, () => {
      const found = read(onePart(disposition(rest)));
      const partName = found.args.names[0] ?? found.files[0]?.name;
      assert.deepEqual([partName, found.files[0]?.fileName ?? ""], [name, fileName]);
      assert.equal(found.error, error === "" ? "" : `Multipart: invalid Content-Disposition: ${error}`);
      const isStrict = error !== "" || flags.length > 0;
      assert.deepEqual(flagsOf(found), [...flags, ...(isStrict ? ["STRICT_ERROR"] : [])].sort());
    });
  }

  test("are an error where it is no form-data", () => {
    for (const type of ["attachment", "form-dataX", "Form-Data"]) {
      const found = read(onePart(`Content-Disposition: ${type}; name="a"`));
      assert.equal(found.error, "Multipart: invalid Content-Disposition: it is not form-data");
      assert.deepEqual(found.args.names, ["a"]);
    }
  });
});

describe("the flags of a form in parts", () => {
  const good = disposition('name="a"');
  const cases: [string, string, MultipartFlag[], string][] = [
    ["data before the first boundary", `before\r\n${onePart(good)}`, ["DATA_BEFORE"], ""],
    ["data behind the last boundary", `${onePart(good)}after`, ["DATA_AFTER"], ""],
    ["a folded header", onePart(`Content-Disposition: form-data;\r\n name="a"`), ["HEADER_FOLDING"], ""],
    [
      "a header folded by another character",
      onePart(`Content-Disposition: form-data;\r\n\v name="a"`),
      ["HEADER_FOLDING", "INVALID_HEADER_FOLDING"],
      "",
    ],
    [
      "a folded line without a header before it",
      onePart(` x: y\r\n${good}`),
      ["HEADER_FOLDING"],
      "a part's first header line is folded",
    ],
    [
      "line ends of two kinds",
      onePart(good).replace("--0000\r\n", "--0000\n"),
      ["CRLF_LF_LINES", "LF_LINE"],
      "",
    ],
    [
      "a part without a name",
      onePart("Content-Disposition: form-data"),
      ["INVALID_PART"],
      "a part has no name",
    ],
    [
      "a part without Content-Disposition",
      onePart("Content-Type: text/plain"),
      ["INVALID_PART"],
      "a part has no Content-Disposition",
    ],
    [
      "two boundaries right behind each other",
      `--0000\r\n${onePart(good)}`,
      ["INVALID_PART"],
      "a part has no Content-Disposition",
    ],
    ["a header line without a colon", onePart(`${good}\r\nx`), [], "a part's header line has no name"],
    ["a header line without a name", onePart(`${good}\r\n: x`), [], "a part's header line has no name"],
    ["a header twice", onePart(`${good}\r\nX: 1\r\nx: 2`), [], "a part has a header twice"],
    ["a NUL byte in a header", onePart(`${good}\r\nx: \0`), [], "a part's header holds a NUL byte"],
    [
      "a header line of 5,000 bytes",
      onePart(`${good}\r\nx: ${"y".repeat(5000)}`),
      [],
      "a part's header line is longer than 4096 bytes",
    ],
    [
      "200 header lines in a part",
      onePart([good, ...Array.from({ length: 200 }, (_, i) => `x${i}: y`)].join("\r\n")),
      [],
      "a part has more than 128 header lines",
    ],
    [
      "white space behind a boundary",
      onePart(good).replace("--0000--", "--0000-- "),
      [],
      "a boundary is followed by something",
    ],
    ["no final boundary", lines("--0000", good, "", "x"), [], "the final boundary is missing"],
    [
      "no final boundary, but the line of another",
      lines("--0000", good, "", "x", "--other"),
      ["UNMATCHED_BOUNDARY"],
      "the final boundary is missing",
    ],
    ["headers without an end", lines("--0000", good), [], "a part ends within its headers"],
    ["no boundary at all", "hello", [], "no boundary in the body"],
    [
      "other boundaries alone",
      lines("--other", good, "", "x"),
      ["UNMATCHED_BOUNDARY"],
      "no boundary in the body",
    ],
  ];
  for (const [what, body, flags, error] of cases) {
    test(`tell of ${what}`, () => {
      const found = read(body);
      assert.equal(found.error, error === "" ? "" : `Multipart: ${error}`);
      assert.deepEqual(flagsOf(found), [...flags, "STRICT_ERROR" as const].sort());
      assert.equal(found.args.values.length, found.args.names.length);
      assert.ok(found.args.values.length > 0);
    });
  }

  test("do not tell of lines of dashes in a text between boundaries", () => {
    const found = read(onePart(good, "-----BEGIN CERTIFICATE-----\r\nx\r\n-----END CERTIFICATE-----"));
    assert.deepEqual([found.error, flagsOf(found)], ["", []]);
  });

  test("tell of more files than the limit, which are shown all the same", () => {
    const file = (i: number): string[] => [
      "--0000",
      disposition(`name="f${i}"; filename="x${i}"`),
      "",
      "content",
    ];
    const body = lines(...file(1), ...file(2), ...file(3), "--0000--");
    const found = read(body, TYPE, { maxFiles: 2 });
    assert.deepEqual(flagsOf(found), ["FILE_LIMIT_EXCEEDED", "STRICT_ERROR"]);
    assert.equal(found.error, "Multipart: more than 2 files");
    assert.deepEqual(
      found.files.map(({ fileName, content }) => [fileName, content]),
      [
        ["x1", "content"],
        ["x2", "content"],
        ["x3", "content"],
      ],
    );
  });
});

describe("a boundary that is not quite one", () => {
  const body = lines("--0000", disposition('name="a"'), "", "<script>", "--0000x", "y", "--0000--");

  test("is an error and belongs to the content, and what comes behind it is read", () => {
    const found = read(body);
    assert.equal(found.error, "Multipart: a boundary is followed by something");
    assert.deepEqual(found.args, { names: ["a"], values: ["<script>\r\n--0000x\r\ny"] });
  });
});

describe("the boundary in the Content-Type", () => {
  const body = onePart(disposition('name="a"'));
  const cases: [string, MultipartFlag[], string, boolean][] = [
    ["multipart/form-data; boundary=0000", [], "", true],
    ["Multipart/Form-Data;boundary=0000", [], "", true],
    ['multipart/form-data; boundary="0000"', ["BOUNDARY_QUOTED"], "", true],
    ["multipart/form-data boundary=0000", ["MISSING_SEMICOLON"], "", true],
    ["multipart/form-data; boundary =0000", ["BOUNDARY_WHITESPACE"], "", true],
    ["multipart/form-data; boundary= 0000", ["BOUNDARY_WHITESPACE"], "no boundary in the body", false],
    ['multipart/form-data; boundary="0000', [], "the boundary is quoted in part", true],
    ["multipart/form-data; Boundary=0000", [], "the boundary parameter is not in lower case", true],
    [
      "multipart/form-data; boundary=0000; boundary=1111",
      [],
      "more than one boundary in the Content-Type",
      true,
    ],
    [
      "multipart/form-data; charset=utf-8; boundary=0000",
      [],
      "the Content-Type is malformed before the boundary",
      true,
    ],
    ["multipart/form-data; boundary=0000; charset=x", [], "the boundary has invalid characters", true],
    ["multipart/form-data; boundary*=0000", [], "the boundary parameter is malformed", false],
    ["multipart/form-data; boundary=", [], "the boundary is empty", false],
    ["multipart/form-data", [], "no boundary in the Content-Type", false],
    ["multipart/form-data; boundary", [], "the boundary parameter is malformed", false],
    ["multipart/mixed; boundary=0000", [], "the Content-Type is not multipart/form-data", true],
    [`multipart/form-data; boundary=${"0".repeat(71)}`, [], "the boundary is longer than 70 bytes", false],
    [`multipart/form-data; boundary=${"0".repeat(1024)}`, [], "the Content-Type is too long", false],
    ["", [], "the Content-Type is not multipart/form-data", false],
  ];
  for (const [contentType, flags, error, isRead] of cases) {
    test(`of ${contentType.slice(0, 80)} ${error === "" ? "is taken" : `is an error: ${error}`}`, () => {
      const found = read(body, contentType);
      assert.equal(found.error, error === "" ? "" : `Multipart: ${error}`);
      const isStrict = error !== "" || flags.length > 0;
      assert.deepEqual(
        flagsOf(found).filter((flag) => flag !== "UNMATCHED_BOUNDARY"),
        [...flags, ...(isStrict ? ["STRICT_ERROR"] : [])].sort(),
      );
      // What cannot be taken apart is shown to the rules as a whole.
      assert.deepEqual(
        found.args,
        isRead ? { names: ["a"], values: ["x"] } : { names: [""], values: [body] },
      );
    });
  }
});

describe("the reader of forms in parts", () => {
  test("reads what a writer wrote", () => {
    const name = fc.string({ unit: fc.constantFrom(...'ab \\";,='), minLength: 1 });
    const content = fc.string({ unit: fc.constantFrom("a", "-", "--", "0000", "\r", "\n", "\xff") });
    const part = fc.record(
      { name, fileName: fc.option(name, { nil: undefined }), content },
      { noNullPrototype: true },
    );
    const quoted = (text: string): string => `"${text.replaceAll(/["\\]/gu, "\\$&")}"`;
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const boundary = "--------------=x";
        const written = parts.flatMap((each) => [
          `--${boundary}`,
          disposition(
            `name=${quoted(each.name)}${each.fileName === undefined ? "" : `; filename=${quoted(each.fileName)}`}`,
          ),
          "",
          each.content,
        ]);
        const found = read(lines(...written, `--${boundary}--`), `multipart/form-data; boundary=${boundary}`);
        assert.deepEqual([found.error, flagsOf(found)], ["", []]);
        const fields = parts.filter((each) => each.fileName === undefined);
        assert.deepEqual(
          found.args.names,
          fields.map((each) => each.name),
        );
        assert.deepEqual(
          found.args.values,
          fields.map((each) => each.content),
        );
        const files = parts.filter((each) => each.fileName !== undefined);
        assert.deepEqual(
          found.files.map((file) => ({ name: file.name, fileName: file.fileName, content: file.content })),
          files,
        );
      }),
      { numRuns: 500 },
    );
  });

  test("reads any bytes without a throw", () => {
    const pieces = [
      "--0000",
      "--",
      "\r\n",
      "\n",
      disposition('name="a"'),
      "filename=",
      ";",
      '"',
      "'",
      ":",
      " ",
      "x",
      "\0",
    ];
    const body = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((all) => all.join(""));
    const type = fc.array(fc.constantFrom("multipart/form-data", ";", " ", "boundary", "=", '"', "0000"), {
      maxLength: 10,
    });
    fc.assert(
      fc.property(body, type, fc.uint8Array(), (text, contentType, bytes) => {
        read(text);
        read(text, contentType.join(""));
        read(`--0000\r\n${Buffer.from(bytes).toString("latin1")}`);
      }),
      { numRuns: 2000 },
    );
  });

  const storms: [string, string][] = [
    ["boundaries alone", "--0000\r\n".repeat(100_000)],
    ["boundaries that are not quite one", `--0000\r\n${"--0000x\r\n".repeat(100_000)}`],
    ["boundaries within lines", `--0000\r\n\r\n${"x--0000".repeat(100_000)}`],
    ["dashes alone", `--0000\r\n\r\n${"-".repeat(1_000_000)}`],
    ["lines of dashes", `--0000\r\n\r\n${"--\n".repeat(300_000)}`],
    ["header lines", `--0000\r\n${"a:b\r\n".repeat(200_000)}`],
    ["folded header lines", `--0000\r\na:b\r\n${" x\r\n".repeat(200_000)}`],
    ["10,000 parts", `--0000\r\n${disposition('name="a"')}\r\n\r\nx\r\n`.repeat(10_000)],
    ["parameters", onePart(disposition(`name="a"${"; a=b".repeat(100_000)}`))],
    ["escaped quotes", onePart(disposition(`name="${'\\"'.repeat(300_000)}"`))],
  ];
  for (const [what, body] of storms) {
    test(`reads a storm of ${what} in bounds`, () => {
      const found = read(body);
      assert.ok(found.args.names.length + found.files.length <= 1000);
      assert.ok(found.partHeaders.names.length <= 128_000);
      assert.ok(found.multipartFlags.has("STRICT_ERROR") || found.isOverArgumentLimit);
    });
  }

  test("ends at the limit of arguments", () => {
    const part = lines("--0000", disposition('name="a"'), "", "x");
    assert.equal(read(`${part.repeat(1001)}--0000--`).isOverArgumentLimit, true);
    assert.equal(read(`${part.repeat(1000)}--0000--`).isOverArgumentLimit, false);
  });
});
