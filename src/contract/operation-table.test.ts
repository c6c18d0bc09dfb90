import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readTemplate } from "./match/url-template.ts";
import { OperationTable } from "./operation-table.ts";

/** Each operation as `METHOD template`; the answer as `template name=value …`, or `none METHODS`. */
function matcher(ignoreCase: boolean, ...operations: readonly string[]): (request: string) => string {
  const list = operations.map((text) => {
    const space = text.indexOf(" ");
    return { method: text.slice(0, space), urlTemplate: text.slice(space + 1) };
  });
  const table = new OperationTable(list, ignoreCase);
  return (request) => {
    const [method = "", target = ""] = request.split(" ");
    const mark = target.indexOf("?");
    const found = table.match(
      method,
      mark < 0 ? target : target.slice(0, mark),
      mark < 0 ? "" : target.slice(mark),
    );
    if (found.kind === "none") return `none ${found.methods.join(",")}`;
    const parameters = found.parameters.map(({ name, value }) => ` ${name}=${value}`).join("");
    return `${list[found.index]?.urlTemplate}${parameters}`;
  };
}

describe("the operation of a request", () => {
  const match = matcher(
    true,
    ...[
      "GET /",
      "GET /pets",
      "GET /pets/{id}",
      "GET /pets/mine",
      "DELETE /pets/{petId}",
      "POST /pets/mine/{x}",
    ],
    ...["GET /reports/{name}.{format}", "GET /reports/{all}", "GET /reports/year-{year}.{format}"],
    ...["GET /files/*", "GET /files/{dir}/list", "GET /a b/ü", "POST /{*rest}"],
    ...["GET /find", "GET /find?kind={kind}", "GET /find?kind={kind}&exact=true"],
  );
  const cases: readonly (readonly [request: string, expected: string])[] = [
    ["GET /", "/"],
    ["GET ", "/"],
    ["GET /pets", "/pets"],
    ["GET /pets/", "/pets"],
    ["GET /pets/7", "/pets/{id} id=7"],
    ["GET /PETS/Tom", "/pets/{id} id=Tom"],
    ["GET /pets/mine", "/pets/mine"],
    ["DELETE /pets/mine", "/pets/{petId} petId=mine"],
    ["GET /pets/a%2Fb%20c", "/pets/{id} id=a/b c"],
    ["GET /pets/%ff", "/pets/{id} id=%ff"],
    ["POST /pets/mine/1", "/pets/mine/{x} x=1"],
    ["GET /reports/q1.pdf", "/reports/{name}.{format} name=q1 format=pdf"],
    ["GET /reports/q1.tar.gz", "/reports/{name}.{format} name=q1 format=tar.gz"],
    ["GET /reports/year-2026.pdf", "/reports/year-{year}.{format} year=2026 format=pdf"],
    ["GET /reports/.pdf", "/reports/{all} all=.pdf"],
    ["GET /files/a/b/c", "/files/* *=a/b/c"],
    ["GET /files", "/files/* *="],
    ["GET /files/a/list", "/files/{dir}/list dir=a"],
    ["GET /files/list", "/files/* *=list"],
    ["GET /a%20b/%C3%BC", "/a b/ü"],
    ["POST /nowhere/else", "/{*rest} rest=nowhere/else"],
    ["GET /find", "/find"],
    ["GET /find?kind=a%20b", "/find?kind={kind} kind=a b"],
    ["GET /find?exact=true&kind=c", "/find?kind={kind}&exact=true kind=c"],
    ["PUT /pets", "none GET,POST"],
    ["PATCH /pets/7", "none DELETE,GET,POST"],
    ["GET /nowhere", "none POST"],
    ["GET /pets/7/8", "none POST"],
  ];
  for (const [request, expected] of cases) it(request, () => assert.equal(match(request), expected));
});

it("texts of templates are compared with regard to case where that is asked for", () => {
  const match = matcher(false, "GET /Pets/{Id}", "GET /pets");
  assert.equal(match("GET /Pets/A"), "/Pets/{Id} Id=A");
  assert.equal(match("GET /pets/A"), "none ");
});

it("what came before changes nothing, whatever came in between", () => {
  const operations = ["GET /a", "GET /a/{id}", "POST /a/{id}", "GET /A/{x}/b", "GET /files/*", "GET /{y}/ü"];
  const methods = fc.constantFrom("GET", "POST", "PUT", "get");
  const segment = fc.constantFrom("a", "A", "b", "files", "%41", "\xfc", "ü", "%C3%BC", "");
  const paths = fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join("/")}`);
  const requests = fc.array(fc.tuple(methods, paths), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(requests, fc.boolean(), (asked, ignoreCase) => {
      const match = matcher(ignoreCase, ...operations);
      for (const [method, path] of [...asked, ...asked]) {
        const first = matcher(ignoreCase, ...operations);
        assert.equal(match(`${method} ${path}`), first(`${method} ${path}`));
      }
    }),
    { numRuns: 100 },
  );
});

it("a segment that is empty is no value of a parameter", () => {
  const match = matcher(true, "GET /a/{b}/c");
  assert.equal(match("GET /a//c"), "none ");
});

it("a thousand operations are told apart", () => {
  const operations = Array.from(
    { length: 1000 },
    (_, i) => `GET /service${i % 10}/kind${i}/{id}/parts/{part}`,
  );
  const match = matcher(true, ...operations);
  for (const i of [0, 499, 999]) {
    const template = `/service${i % 10}/kind${i}/{id}/parts/{part}`;
    assert.equal(match(`GET /service${i % 10}/kind${i}/x/parts/y`), `${template} id=x part=y`);
  }
});

describe("templates that are refused", () => {
  for (const [template, why] of [
    ["pets", "does not start with a slash"],
    ["/a/{b", "has a brace that is not closed"],
    ["/a/}", "has a brace that is not closed"],
    ["/a/{}", "has a parameter without a name"],
    ["/a/{b}{c}", "has two parameters with nothing between them"],
    ["/a/{b}/{b}", "names a parameter twice"],
    ["/a/*/b", "goes on behind its wildcard"],
  ] as const) {
    it(`${template}: ${why}`, () => assert.equal(readTemplate(template), why));
  }
});
