import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { XmlSchemaValidator } from "./xml-schema.ts";

const order = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:o" xmlns="urn:o"
    elementFormDefault="qualified">
  <xs:element name="order"><xs:complexType><xs:sequence>
    <xs:element name="count" type="xs:int" maxOccurs="40"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>`;

async function check(body: string, as: "xml" | "soap" = "xml"): Promise<string[]> {
  const validator = await XmlSchemaValidator.read(order);
  assert.ok(validator instanceof XmlSchemaValidator);
  const errors = validator.validate(Buffer.from(body), as);
  validator.dispose();
  return errors.map(({ line, message }) => `${line} ${message}`);
}

const envelope = (version: string, body: string): string =>
  `<s:Envelope xmlns:s="${version}"><s:Header/><s:Body>${body}</s:Body></s:Envelope>`;
const soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
const soap12 = "http://www.w3.org/2003/05/soap-envelope";
const good = `<order xmlns="urn:o"><count>1</count></order>`;

describe("a body of XML", () => {
  it("fits its schema, or is told line by line", async () => {
    assert.deepEqual(await check(good), []);
    const wrong = await check(`<order xmlns="urn:o">\n<count>x</count>\n<other/></order>`);
    assert.deepEqual(
      wrong.map((text) => text.slice(0, 8)),
      ["2 Elemen", "3 Elemen"],
    );
  });

  it("is refused where it is not well-formed, or no UTF-8", async () => {
    assert.equal((await check("<order")).length > 0, true);
    const validator = await XmlSchemaValidator.read(order);
    assert.ok(validator instanceof XmlSchemaValidator);
    assert.deepEqual(validator.validate(Uint8Array.of(0x3c, 0xff), "xml"), [
      { line: 0, message: "it is not UTF-8" },
    ]);
  });

  it("is refused with a DTD, wherever that may stand", async () => {
    for (const lead of ["", "<?xml version='1.0'?>", "<!-- <a> --> <?a <b?> "]) {
      const body = `${lead}<!DOCTYPE order [<!ENTITY a "1">]>${good.replace("1</", "&a;</")}`;
      assert.deepEqual(await check(body), ["0 document type declarations are refused"]);
    }
  });

  it("tells a bounded number of errors", async () => {
    const body = `<order xmlns="urn:o">${"<count>x</count>".repeat(40)}</order>`;
    assert.equal((await check(body)).length, 20);
  });
});

describe("a SOAP message", () => {
  it("of either version has one element in its body, which must fit", async () => {
    assert.deepEqual(await check(envelope(soap11, good), "soap"), []);
    assert.deepEqual(await check(envelope(soap12, good), "soap"), []);
    assert.match((await check(envelope(soap12, good.replace("1<", "x<")), "soap")).join(), /count/);
  });

  it("is none without envelope, body or payload, and with two payloads", async () => {
    assert.deepEqual(await check(good, "soap"), ["0 the root is no SOAP envelope"]);
    assert.deepEqual(await check(envelope("urn:other", good), "soap"), ["0 the root is no SOAP envelope"]);
    assert.deepEqual(await check(`<Envelope xmlns="${soap11}"/>`, "soap"), ["0 the envelope has no body"]);
    assert.deepEqual(await check(envelope(soap11, " "), "soap"), ["0 the body of the envelope is empty"]);
    assert.match((await check(envelope(soap11, good + good), "soap")).join(), /more than one/);
  });
});

it("a text that is no schema says why, and what it includes is not looked for", async () => {
  for (const text of ["<a/>", "<a", order.replace("xs:int", "xs:nothing")]) {
    const errors = await XmlSchemaValidator.read(text);
    assert.ok(!(errors instanceof XmlSchemaValidator) && errors.length > 0, text);
  }
  const including = order.replace(
    '<xs:element name="order">',
    `<xs:include schemaLocation="/etc/hostname"/>$&`,
  );
  assert.ok(!((await XmlSchemaValidator.read(including)) instanceof XmlSchemaValidator));

  it("is not held against a schema by which it could choose how long it takes", async () => {
    const pattern = order.replace(
      'type="xs:int" maxOccurs="40"/>',
      '>\n<xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="(a|aa)+b"/></xs:restriction></xs:simpleType></xs:element>',
    );
    const read = await XmlSchemaValidator.read(pattern);
    assert.ok(!(read instanceof XmlSchemaValidator));
    assert.match(
      read.map(({ line, message }) => `${line} ${message}`).join(),
      /^5 the pattern "\(a\|aa\)\+b"/,
    );
    const unique =
      '<xs:unique name="u"><xs:selector xpath="o"/><xs:field xpath="."/></xs:unique></xs:element>';
    const constrained = await XmlSchemaValidator.read(
      order.replace(/<\/xs:element>(?=\s*<\/xs:schema>)/, unique),
    );
    assert.ok(!(constrained instanceof XmlSchemaValidator));
    assert.match(constrained[0]?.message ?? "", /^xs:unique is not supported/);
  });
});
