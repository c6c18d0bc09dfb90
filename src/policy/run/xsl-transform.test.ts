import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  documentOf,
  type RunResult,
  type RunSetting,
  runDocument,
  textResponse,
} from "../../../test/harness/run-document.ts";
import { CallTrace } from "../plans.ts";

const sheet = (content: string): string =>
  `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">${content}</xsl:stylesheet>`;

/** Takes every node over; the outermost element gets the agent. */
const WITH_AGENT = sheet(
  `<xsl:output omit-xml-declaration="yes"/><xsl:param name="User-Agent"/><xsl:template match="@*|node()"><xsl:copy>
    <xsl:if test="self::* and not(parent::*)"><xsl:attribute name="User-Agent"><xsl:value-of select="$User-Agent"/></xsl:attribute></xsl:if>
    <xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>`,
);
const AGENT = `@(context.Request.Headers.GetValueOrDefault("User-Agent","non-specified"))`;

const answered = (policy: string, body: string, setting: RunSetting = {}): Promise<RunResult> =>
  runDocument(documentOf({ outbound: policy }), {
    ...setting,
    backend: () => textResponse(200, body, { "Content-Type": "text/xml; charset=utf-8" }),
  });

suite("xsl-transform", () => {
  test("transforms the request's body in inbound, with parameters that are expressions", async () => {
    for (const attribute of ["name", "parameter-name"]) {
      const policy = `<xsl-transform><parameter ${attribute}="User-Agent">${AGENT}</parameter>${WITH_AGENT}</xsl-transform>`;
      const { call } = await runDocument(documentOf({ inbound: policy }), {
        body: `<order n="1"><line>a &amp; b</line></order>`,
        headers: { "User-Agent": 'curl "8"' },
      });
      assert.equal(call.lastError, null);
      assert.equal(
        call.request.body.text,
        `<order User-Agent="curl &quot;8&quot;" n="1"><line>a &amp; b</line></order>`,
      );
    }
  });

  test("transforms the response's body in outbound, and leaves Content-Type as it is", async () => {
    const policy = `<xsl-transform>${sheet(
      `<xsl:output method="text"/><xsl:template match="/"><xsl:value-of select="sum(//n)"/></xsl:template>`,
    )}</xsl-transform>`;
    const { call } = await answered(policy, "<a><n>1</n><n>2.5</n></a>");
    assert.equal(call.response?.body.text, "3.5");
    assert.deepEqual(call.response.headers.valuesOf("Content-Type"), ["text/xml; charset=utf-8"]);
  });

  test("writes the encoding that the stylesheet says", async () => {
    const policy = `<xsl-transform>${sheet(
      `<xsl:output encoding="iso-8859-1"/><xsl:template match="/"><a>é€</a></xsl:template>`,
    )}</xsl-transform>`;
    const { call } = await answered(policy, "<x/>");
    assert.equal(call.response?.body.wire, `<?xml version="1.0" encoding="iso-8859-1"?><a>\u00e9&#8364;</a>`);
  });

  test("puts named values in; braces in pairs that are none stay XSLT's", async () => {
    const policy = `<xsl-transform>${sheet(
      `<xsl:output omit-xml-declaration="yes"/><xsl:template match="/"><a b="{{who}} {{{1+1}}}"><xsl:value-of select="'{{who}}'"/></a></xsl:template>`,
    )}</xsl-transform>`;
    const { call } = await answered(policy, "<x/>", { namedValues: { who: "me" } });
    assert.equal(call.response?.body.text, `<a b="me {2}">me</a>`);
  });

  test("a body that is no XML leads to on-error", async () => {
    const policy = `<xsl-transform>${WITH_AGENT}</xsl-transform>`;
    for (const body of [`{"a":1}`, "<a>", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`]) {
      const { call, outcome } = await answered(policy, body);
      assert.equal(outcome, "failed");
      assert.equal(call.response?.status, 500);
      const { source, reason, message } = call.lastError ?? {};
      assert.deepEqual([source, reason], ["xsl-transform", "XslTransformFailure"]);
      assert.match(message ?? "", /^The body is no XML\. /);
      assert.doesNotMatch(call.response.body.text, /XML/);
    }
  });

  test("reads the body in the encoding that it says", async () => {
    const policy = `<xsl-transform>${sheet(
      `<xsl:output method="text"/><xsl:template match="/größe"><xsl:value-of select="."/></xsl:template>`,
    )}</xsl-transform>`;
    const wire = (text: string, encoding: BufferEncoding): string =>
      Buffer.from(text, encoding).toString("latin1");
    const rows: readonly (readonly [string, string, string])[] = [
      [wire("<größe>é</größe>", "utf8"), "text/xml", "é"],
      [wire(`<?xml version="1.0" encoding="iso-8859-1"?><größe>é</größe>`, "latin1"), "text/xml", "é"],
      [wire(`<größe>é</größe>`, "latin1"), "text/xml; charset=iso-8859-1", "é"],
      [wire("\uFEFF<größe>é</größe>", "utf16le"), "text/xml; charset=utf-8", "é"],
      [wire("<größe>é</größe>", "latin1"), "text/xml", "The body is no XML."],
      [wire("<größe>é</größe>", "utf8"), "text/xml; charset=no", "The body is no XML."],
    ];
    for (const [body, type, expected] of rows) {
      const { call } = await runDocument(documentOf({ outbound: policy }), {
        backend: () => {
          const response = textResponse(200, "", { "Content-Type": type });
          response.body.replaceBytes(Buffer.from(body, "latin1"));
          return response;
        },
      });
      assert.ok((call.lastError?.message ?? call.response?.body.text)?.startsWith(expected), type);
    }
  });

  test("leaves an empty body alone", async () => {
    const { call, outcome } = await answered(`<xsl-transform>${WITH_AGENT}</xsl-transform>`, "");
    assert.equal(outcome, "next");
    assert.equal(call.response?.body.isReplaced, false);
  });

  test("xsl:message is a note of the trace; with terminate it ends the call", async () => {
    const policy = (more: string): string =>
      `<xsl-transform>${sheet(
        `<xsl:template match="/"><xsl:message${more}>n=<xsl:value-of select="count(//*)"/></xsl:message><a/></xsl:template>`,
      )}</xsl-transform>`;
    const tracer = new CallTrace([]);
    await answered(policy(""), "<x><y/></x>", { tracer });
    const entry = tracer.entries.find((one) => one.policy === "xsl-transform");
    assert.deepEqual(entry?.notes[0], { name: "message", value: "n=2" });
    const { call } = await answered(policy(` terminate="yes"`), "<x/>");
    assert.equal(call.lastError?.reason, "XslTransformFailure");
    assert.equal(call.lastError.message, "Transform terminated: 'n=1'.");
  });

  test("a parameter whose expression fails is the expression's failure", async () => {
    const policy = `<xsl-transform><parameter name="User-Agent">@(int.Parse("x").ToString())</parameter>${WITH_AGENT}</xsl-transform>`;
    const { call } = await answered(policy, "<a/>");
    assert.equal(call.lastError?.reason, "ExpressionValueEvaluationFailure");
  });

  test("a transformation without an end ends with the budget", async () => {
    const policy = `<xsl-transform>${sheet(
      `<xsl:template match="/" name="again"><x><xsl:call-template name="again"/></x></xsl:template>`,
    )}</xsl-transform>`;
    const { call } = await answered(policy, "<a/>");
    assert.equal(call.lastError?.source, "xsl-transform");
    assert.equal(call.lastError.reason, "ExpressionValueEvaluationFailure");
    assert.match(call.lastError.message, /used up its depth budget$/);
  });
});
