import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  documentOf,
  type RunResult,
  type RunSetting,
  runDocument,
  textResponse,
} from "../../../test/harness/run-document.ts";

async function answered(
  policy: string,
  body: string,
  contentType: string,
  setting: RunSetting = {},
): Promise<RunResult> {
  return runDocument(documentOf({ outbound: policy }), {
    ...setting,
    backend: () => textResponse(200, body, { "Content-Type": contentType }),
  });
}

async function converted(policy: string, body: string): Promise<string> {
  const { call } = await answered(policy, body, "text/plain");
  if (call.lastError !== null) throw new Error(call.lastError.message);
  return call.response?.body.text ?? "";
}

suite("xml-to-json", () => {
  const of = (kind: string, more = "") =>
    `<xml-to-json kind="${kind}" apply="always" consider-accept-header="false"${more} />`;
  const rows: readonly (readonly [string, string, string])[] = [
    // As Azure was seen to answer.
    [
      of("direct"),
      `<?xml version="1.0"?>\n<soap:Envelope xmlns="http://fyicenter.com/" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">` +
        `\n<soap:Body><GetOrders><Customer>1234567</Customer></GetOrders></soap:Body></soap:Envelope>`,
      `{"version":"1.0","soap$Envelope":{"@xmlns":"http://fyicenter.com/",` +
        `"@xmlns$soap":"http://schemas.xmlsoap.org/soap/envelope/","soap$Body":{"GetOrders":{"Customer":"1234567"}}}}`,
    ],
    [of("direct"), "<a><b>1</b><c/><b>2</b></a>", `{"a":{"b":["1","2"],"c":null}}`],
    [of("direct"), `<a x="1">t<b></b></a>`, `{"a":{"@x":"1","b":"","#text":"t"}}`],
    [of("direct"), `<a x="1">t</a>`, `{"a":{"@x":"1","#text":"t"}}`],
    [of("javascript-friendly"), `<?xml version="1.0"?><a x="1">t</a>`, `{"a":{"x":"1","$t":"t"}}`],
    [
      of("direct", ` always-array-child-elements="true"`),
      "<a><b>1</b><c><d/></c></a>",
      `{"a":{"b":["1"],"c":[{"d":[null]}]}}`,
    ],
    [of("direct"), "<a><!-- c --><![CDATA[<x>]]>&amp;</a>", `{"a":"<x>&"}`],
    [
      of("direct"),
      `<a constructor="1"><__proto__>2</__proto__></a>`,
      `{"a":{"@constructor":"1","__proto__":"2"}}`,
    ],
  ];
  for (const [policy, body, expected] of rows) {
    test(`${body} → ${expected}`, async () => assert.equal(await converted(policy, body), expected));
  }
});

suite("json-to-xml", () => {
  const of = (more = "") => `<json-to-xml apply="always" consider-accept-header="false"${more} />`;
  const nil = `xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`;
  const soap = {
    "soapenv:Envelope": {
      "xmlns:soapenv": "http://schemas.xmlsoap.org/soap/envelope/",
      "xmlns:v1": "http://localdomain.com/core/v1",
      "soapenv:Header": {},
      "soapenv:Body": {
        "v1:QueryList": { "#attrs": { queryName: "test" }, "v1:QueryItem": { name: "dummy text" } },
      },
    },
  };
  const rows: readonly (readonly [string, string, string])[] = [
    // The example of the reference.
    [
      of(
        ` parse-date="false" namespace-separator=":" namespace-prefix="xmlns" attribute-block-name="#attrs"`,
      ),
      JSON.stringify(soap),
      `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:v1="http://localdomain.com/core/v1">
  <soapenv:Header />
  <soapenv:Body>
    <v1:QueryList queryName="test">
      <v1:QueryItem>
        <name>dummy text</name>
      </v1:QueryItem>
    </v1:QueryList>
  </soapenv:Body>
</soapenv:Envelope>`,
    ],
    [
      of(),
      `{"a":"1","b":[true,2.50],"c":[],"d":null}`,
      `<Document>\n  <a>1</a>\n  <b>true</b>\n  <b>2.5</b>\n  <c />\n  <d ${nil} />\n</Document>`,
    ],
    [of(), `{"a":{"@x":"1","#text":"t"}}`, `<a x="1">t</a>`],
    [of(), `[1,2]`, "<Document>\n  <item>1</item>\n  <item>2</item>\n</Document>"],
    [of(), `{"a b":{"1":"<&>"}}`, "<a_x0020_b>\n  <_x0031_>&lt;&amp;&gt;</_x0031_>\n</a_x0020_b>"],
    [of(), `{"at":"2026-01-31T13:05:00.50Z"}`, "<at>2026-01-31T13:05:00.5Z</at>"],
    [of(` parse-date="false"`), `{"at":"2026-01-31T13:05:00.50Z"}`, "<at>2026-01-31T13:05:00.50Z</at>"],
    [
      of(` namespace-prefix="xmlns"`),
      `{"p_a":{"xmlns_p":"urn:p","xmlns":"urn:d","q_b":"1","p_c":"2"}}`,
      `<p:a xmlns:p="urn:p" xmlns="urn:d">\n  <q_b>1</q_b>\n  <p:c>2</p:c>\n</p:a>`,
    ],
  ];
  for (const [policy, body, expected] of rows) {
    test(`${body}${policy.slice(60, -3)}`, async () => assert.equal(await converted(policy, body), expected));
  }
});

suite("what is converted", () => {
  const policy = (more: string) => `<xml-to-json kind="direct" ${more} />`;
  const accept = (value: string) => ({ headers: { Accept: value } });
  const json = `{"a":"1"}`;
  const rows: readonly (readonly [string, string, string, string | undefined, string])[] = [
    [
      "only XML, where the media type counts",
      `apply="content-type-xml"`,
      "text/plain",
      "application/json",
      "<a>1</a>",
    ],
    ["+xml too", `apply="content-type-xml"`, "application/soap+xml; charset=utf-8", "application/json", json],
    ["not without Accept", `apply="always"`, "text/xml", undefined, "<a>1</a>"],
    ["JSON that is named among others", `apply="always"`, "text/xml", "application/json, */*", json],
    ["not by a wildcard that takes both", `apply="always"`, "text/xml", "*/*", "<a>1</a>"],
    ["what is there is not taken, JSON is", `apply="always"`, "text/xml", "application/*", json],
    ["whatever is accepted", `apply="always" consider-accept-header="false"`, "text/xml", "text/xml", json],
  ];
  for (const [name, more, type, accepted, expected] of rows) {
    test(name, async () => {
      const setting = accepted === undefined ? {} : accept(accepted);
      const { call } = await answered(policy(more), "<a>1</a>", type, setting);
      assert.equal(call.response?.body.text, expected);
      const isConverted = expected === json;
      const types = call.response.headers.valuesOf("Content-Type");
      assert.deepEqual(types, [isConverted ? "application/json" : type]);
    });
  }

  test("what can be had in neither format is refused with 406", async () => {
    const { call } = await answered(policy(`apply="always"`), "<a/>", "text/xml", accept("image/png"));
    assert.equal(call.response?.status, 406);
    assert.equal(call.lastError?.reason, "NotAcceptable");
  });

  test("a body that is no XML leads to on-error; an empty one is left alone", async () => {
    const always = policy(`apply="always" consider-accept-header="false"`);
    const broken = await answered(always, "<a", "text/xml");
    assert.equal(broken.outcome, "failed");
    assert.equal(broken.call.lastError?.source, "xml-to-json");
    const empty = await answered(always, "", "text/xml");
    assert.equal(empty.outcome, "next");
  });
});
