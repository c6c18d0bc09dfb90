import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findBodyProcessor, processorFor } from "./body-processor-table.ts";

const LIMITS = { maxArguments: 10, jsonDepth: 10, argumentSeparator: "&", maxFiles: 10 };

describe("body processors", () => {
  const bodies: [string, string][] = [
    ["urlencoded", "a=1"],
    ["Multipart", '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--'],
    ["JSON", '{"a":1}'],
  ];
  for (const [name, body] of bodies) {
    test(`are found as ${name}, and read arguments`, () => {
      const found = findBodyProcessor(name)?.(body, "multipart/form-data; boundary=b", LIMITS);
      assert.deepEqual([found?.args.names.at(-1)?.at(-1), found?.args.values], ["a", ["1"]]);
    });
  }

  test("are found as xml and raw, and read no arguments", () => {
    assert.deepEqual(findBodyProcessor("xml")?.("<a>x</a>", "", LIMITS).xml?.select("/a"), ["x"]);
    const raw = findBodyProcessor("Raw")?.("a=1", "", LIMITS);
    assert.deepEqual([raw?.args.names, raw?.xml, raw?.error], [[], undefined, ""]);
  });

  test("are not found by another name", () => {
    for (const name of ["", "JSONP", "toString", "__proto__"])
      assert.equal(findBodyProcessor(name), undefined);
  });
});

describe("the processor of a Content-Type", () => {
  const cases: [string, string | undefined][] = [
    ["application/x-www-form-urlencoded", "URLENCODED"],
    ["Application/X-WWW-Form-Urlencoded; charset=utf-8", "URLENCODED"],
    ["multipart/form-data; boundary=x", "MULTIPART"],
    ["multipart/form-data boundary=x", "MULTIPART"],
    ["multipart/mixed; boundary=x", undefined],
    ["application/json", "JSON"],
    [" application/json;charset=utf-8", "JSON"],
    ["application/vnd.api+json", "JSON"],
    ["text/json", undefined],
    ["text/plain; x=application/json", undefined],
    ["application/jsonp", undefined],
    ["text/xml", "XML"],
    ["application/xml", "XML"],
    ["application/soap+xml; charset=utf-8", "XML"],
    ["image/svg+xml", undefined],
    ["text/plain", undefined],
    ["", undefined],
  ];
  for (const [contentType, name] of cases) {
    test(`of ${JSON.stringify(contentType)} is ${name ?? "none"}`, () => {
      assert.equal(processorFor(contentType), name);
    });
  }
});
