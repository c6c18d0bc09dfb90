import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  documentOf,
  type RunSetting,
  runDocument,
  textResponse,
} from "../../../test/harness/run-document.ts";
import { checkPolicyDocument } from "../check-document.ts";

const json = { "Content-Type": "application/json; charset=utf-8" };
const xml = { "Content-Type": "text/xml" };

async function rendered(template: string, setting: RunSetting = {}, attributes = ""): Promise<string> {
  const inbound = `<set-body template="liquid"${attributes}><![CDATA[${template}]]></set-body>`;
  const { call } = await runDocument(documentOf({ inbound, onError: "" }), { method: "POST", ...setting });
  if (call.lastError !== null) throw new Error(call.lastError.message);
  return call.request.body.text;
}

suite("what a template names", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["{{context.Request.Method}} {{context.Request.Url.Path}}", "POST /items"],
    ["{{context.Request.OriginalUrl.Host}}{{context.Request.Url.QueryString}}", "api.example.com?a=1"],
    ["{{context.Request.Url.Query.a}}{{context.Request.Headers['x-a']}}", "1v"],
    ["{{context.Request.MatchedParameters.id}}", "42"],
    ["{{context.Response.StatusCode}}", ""],
    ["{{body.customer.name}} {{body.Customer.NAME}}", "Ada Ada"],
    ["{{body.items[1].id}} {{body.items.Size}} {{body.items.last.id}}", "8 2 8"],
    ["{{body.ok}} {{body.price}} {{body.none}}|", "true 2.5 |"],
    ["{% for i in body.items %}{{i.id}},{% endfor %}", "7,8,"],
    ["{% for p in body.customer %}{{p.Key}}={{p.Value}}{% endfor %}", "name=Ada"],
    ["{% if body.items.Size > 1 and body.ok == true %}many{% else %}few{% endif %}", "many"],
    ["{% assign c = body.customer %}{{ c.name | Upcase }}", "ADA"],
    ["[{% JSONArrayFor i in body.items -%}{{i.id}}{% endJSONArrayFor -%}]", "[7,8]"],
  ];
  const body = `{"customer":{"name":"Ada"},"items":[{"id":7},{"id":8}],"ok":true,"price":2.5,"none":null}`;
  for (const [template, expected] of rows) {
    test(template, async () => {
      const setting = { headers: { ...json, "X-A": "v" }, body, matchedParameters: { id: "42" } };
      assert.equal(await rendered(template, setting), expected);
    });
  }
});

test("variables have their values by name, objects among them", async () => {
  const inbound =
    `<set-variable name="v" value="@(new JObject(new JProperty("a", 1)))" /><set-variable name="n" value="@(3)" />` +
    `<set-body template="liquid">{%- assign v = context.Variables["v"] -%}{{v['a']}} {{context.Variables.n}}</set-body>`;
  const { call } = await runDocument(documentOf({ inbound }), { method: "POST" });
  assert.equal(call.request.body.text, "1 3");
});

suite("an XML body", () => {
  const body =
    `<s:Envelope xmlns:s="urn:s" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:Body>` +
    `<Get><id>1</id><id>2</id><who role="r">me</who><no xsi:nil="true"/></Get></s:Body></s:Envelope>`;
  test("has elements by local name, those of one name as a list", async () => {
    const template =
      "{{body.envelope.body.Get.id[1]}} {{body.envelope.body.Get.who['#text']}} {{body.envelope.body.Get.who['@role']}}";
    assert.equal(await rendered(template, { headers: xml, body }), "2 me r");
  });
  test("xsi-nil says what an element without a value is", async () => {
    const template = "{% if body.envelope.body.Get.no == null %}null{% else %}blank{% endif %}";
    assert.equal(await rendered(template, { headers: xml, body }), "blank");
    assert.equal(await rendered(template, { headers: xml, body }, ` xsi-nil="null"`), "null");
  });
});

test("dates of JSON are dates, unless parse-date is off", async () => {
  const setting = { headers: json, body: `{"at":"2026-01-31T13:05:00Z"}` };
  const template = '{{body.at}} {{body.at | Date: "yyyyMMdd"}}';
  assert.equal(await rendered(template, setting), "01/31/2026 13:05:00 20260131");
  assert.equal(await rendered(template, setting, ` parse-date="false"`), "2026-01-31T13:05:00Z 20260131");
});

test("a body of another type is a text; in outbound it is the response's", async () => {
  assert.equal(await rendered("<{{body}}>", { body: "plain" }), "<plain>");
  const outbound = `<set-body template="liquid">{{body.a}} {{context.Response.StatusCode}}</set-body>`;
  const { call } = await runDocument(documentOf({ outbound }), {
    backend: () => textResponse(201, `{"a":"b"}`, json),
  });
  assert.equal(call.response?.body.text, "b 201");
});

test("in return-response a template has no body", async () => {
  const inbound = `<return-response><set-body template="liquid">[{{body}}{{context.Request.Method}}]</set-body></return-response>`;
  const { call } = await runDocument(documentOf({ inbound }), { method: "PUT", body: "x" });
  assert.equal(call.response?.body.text, "[PUT]");
});

suite("filters", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["{{ 'a,b' | Split: ',' | Join: '-' }}", "a-b"],
    ["{{ 'a b c' | Replace: ' ', '' | Append: 'd' | Prepend: '0' }}", "0abcd"],
    ["{{ 7 | DividedBy: 2 }} {{ 7.0 | Plus: 0.5 }} {{ -3 | Abs }} {{ 7 | Modulo: 4 }}", "3 7.5 3 3"],
    ["{{ 2.5 | Round }} {{ 3.5 | Round }} {{ 1.005 | Round: 1 }} {{ 5 | AtMost: 3 }}", "2 4 1 3"],
    ["{{ 'hello there' | Capitalize }} {{ 'abc' | Slice: -2, 2 }}", "Hello There bc"],
    ["{{ '<a>b</a> & c' | StripHtml | H }}", "b &amp; c"],
    ["{{ 'one two three' | TruncateWords: 2 }} {{ 'abcdefgh' | Truncate: 5 }}", "one two... ab..."],
    ["{{ missing | Default: 'd' }} {{ 'b,a,b' | Split: ',' | Uniq | Sort | First }}", "d a"],
    ["{{ 'a b' | UrlEncode }} {{ 'a+b' | UrlDecode }} {{ 'abc' | Size }}", "a+b a b 3"],
    ["{{ 'x' | Strip | Upcase | Downcase | Remove: 'y' | RemoveFirst: 'x' }}", ""],
  ];
  for (const [template, expected] of rows) {
    test(template, async () => assert.equal(await rendered(template), expected));
  }
});

suite("nothing of JavaScript can be reached", () => {
  const names = [
    ...["constructor", "__proto__", "prototype", "toString", "valueOf", "hasOwnProperty"],
    ...["__defineGetter__", "find", "entries", "length", "liquidMethodMissing", "next"],
  ];
  const roots = ["context", "context.Variables", "context.Request", "body", "body.list", "body.text", "self"];
  for (const root of [...roots, "forloop", "p"]) {
    test(`from ${root}`, async () => {
      const reads = names.map((name) => `{{${root}.${name}}}{{${root}['${name}'].constructor}}`).join("");
      const template = `{% assign self = 'text' %}{% for p in body %}{% if forloop.first %}[${reads}]{% endif %}{% endfor %}`;
      const body = `{"list":[1],"text":"t"}`;
      const expected = root === "forloop" ? "[2]" : "[]";
      assert.equal(await rendered(template, { headers: json, body }), expected);
    });
  }

  test("names of prototypes in a body are values like any other", async () => {
    const body = `{"__proto__":{"a":"1"},"constructor":"c"}`;
    assert.equal(await rendered("{{body.__proto__.a}}{{body.constructor}}", { headers: json, body }), "1c");
  });

  test("assigning to such a name makes a variable", async () => {
    assert.equal(await rendered("{% assign __proto__ = 'x' %}{{__proto__}}{{constructor}}"), "x");
  });
});

suite("what costs too much ends", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["loops in loops", "{% for a in (1..9999) %}{% for b in (1..9999) %}{% endfor %}{% endfor %}"],
    ["a long range", "{% for a in (1..99999999) %}{% endfor %}"],
    [
      "a text that doubles",
      "{% assign t = 'xxxxxxxx' %}{% for a in (1..64) %}{% capture t %}{{t}}{{t}}{% endcapture %}{% endfor %}",
    ],
    [
      "a replacement that grows",
      "{% assign t = 'aaaaaaaa' %}{% for a in (1..64) %}{% assign t = t | Replace: 'a', t %}{% endfor %}",
    ],
  ];
  for (const [name, template] of rows) {
    test(name, async () => {
      await assert.rejects(rendered(template), /used up its (?:fuel|memory) budget/);
    });
  }
});

suite("a template that is not right is found when it is loaded", () => {
  const rows: readonly (readonly [string, number, string])[] = [
    ["a\n{{ body.x | upcase }}", 2, "undefined filter: upcase"],
    ["{% include 'other' %}", 1, 'tag "include" not found'],
    ["{% if a %}b", 1, "tag {% if a %} not closed"],
  ];
  for (const [template, line, message] of rows) {
    test(template, () => {
      const document = documentOf({ inbound: `<set-body template="liquid">${template}</set-body>` });
      const [found] = checkPolicyDocument(document, "policy.xml", { namedValues: new Map() });
      assert.equal(found?.code, "bad-template");
      assert.equal(found.line, line);
      assert.match(found.message, new RegExp(message.replace(/[{}%|]/g, "\\$&")));
    });
  }

  test("a named value in it is put in first, and other names are Liquid's", async () => {
    const inbound = `<set-body template="liquid">{{site}} {{body}}</set-body>`;
    const { call } = await runDocument(documentOf({ inbound }), {
      method: "POST",
      body: "b",
      namedValues: { site: "north" },
    });
    assert.equal(call.request.body.text, "north b");
  });
});
