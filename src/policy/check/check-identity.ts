// Keys and certificates that a document names or holds: one that cannot be used is found here, and not by the
// first request that it would judge. What an expression gives is known only when it runs.

import type { KeySource } from "#identity/named-key.ts";
import type { Place } from "#kernel/diagnostic.ts";
import { nearest } from "#kernel/nearest.ts";
import { attributeOf, childElements, type PolicyElement } from "../document/document-tree.ts";
import { joinSources } from "../document/join-sources.ts";
import { isOwnCertificate } from "../run/authentication-certificate.ts";
import type { CheckContext, IdentityChecks } from "./check-context.ts";
import { type KnownText, knownText } from "./known-text.ts";

type Judge = (key: KeySource) => string | undefined;

export function checkIdentity(context: CheckContext, root: PolicyElement): void {
  if (context.identity !== undefined) checkElement(context, context.identity, root);
}

function checkElement(context: CheckContext, checks: IdentityChecks, element: PolicyElement): void {
  switch (element.name) {
    case "issuer-signing-keys":
      checkKeys(context, checks, element, checks.signingKey);
      break;
    case "decryption-keys":
      checkKeys(context, checks, element, checks.decryptionKey);
      break;
    case "identity":
      checkCertificateId(context, checks, element, "issuer-certificate-id");
      break;
    case "authentication-certificate":
      checkCertificateId(context, checks, element, "certificate-id");
      checkThumbprint(context, checks, element);
      checkOwnCertificate(context, element);
      break;
    // What it holds is a text, in the form of elements too.
    case "set-body":
      return;
  }
  for (const child of childElements(element)) checkElement(context, checks, child);
}

function checkKeys(context: CheckContext, checks: IdentityChecks, list: PolicyElement, judge: Judge): void {
  for (const key of childElements(list)) {
    const certificate = attributeOf(key, "certificate-id");
    if (certificate !== undefined) {
      if (!checkCertificateId(context, checks, key, "certificate-id")) continue;
      const certificateId = knownAttribute(context, key, "certificate-id")?.text;
      if (certificateId === undefined) continue;
      judgeKey(context, judge, { kind: "certificate", id: undefined, certificateId }, certificate.place);
    } else checkOwnKey(context, key, judge);
  }
}

/** Modulus and exponent, or else the text inside. */
function checkOwnKey(context: CheckContext, key: PolicyElement, judge: Judge): void {
  const modulus = attributeOf(key, "n");
  if (modulus !== undefined && attributeOf(key, "e") !== undefined) {
    const [n, e] = [knownAttribute(context, key, "n"), knownAttribute(context, key, "e")];
    if (n === undefined || e === undefined) return;
    judgeKey(context, judge, { kind: "rsa", id: undefined, n: n.text, e: e.text }, modulus.place);
    return;
  }
  const source = joinSources(key.content.flatMap((one) => (one.kind === "text" ? [one.source] : [])));
  const secret = source && knownText(context, source);
  if (source !== undefined && secret === undefined) return;
  const place = secret === undefined || secret.written === "" ? key.place : placeOf(secret);
  judgeKey(context, judge, { kind: "secret", id: undefined, base64: secret?.text ?? "" }, place);
}

function judgeKey(context: CheckContext, judge: Judge, key: KeySource, place: Place): void {
  const mistake = judge(key);
  if (mistake === undefined) return;
  context.complain(place, "bad-key", `the key cannot be used: ${mistake}`, keyHints[key.kind]);
}

const keyHints: Readonly<Record<KeySource["kind"], string>> = {
  secret: "write a secret of at least 128 bits in Base64, or name a certificate by certificate-id",
  rsa: "write the modulus n and the exponent e of an RSA key of at least 2048 bits, both in Base64url",
  certificate: "name a certificate whose key serves for that: an RSA key serves for both",
};

/** Whether there may be such a certificate. */
function checkCertificateId(
  context: CheckContext,
  { certificateIds }: IdentityChecks,
  element: PolicyElement,
  name: string,
): boolean {
  const id = knownAttribute(context, element, name);
  if (id === undefined || certificateIds.has(id.text)) return true;
  const near = id.written === id.text ? nearest(id.text, [...certificateIds]) : undefined;
  const hint = near === undefined ? "list it under identity.certificates" : `did you mean ${near}?`;
  refuseCertificate(context, id, `there is no certificate ${id.written}`, hint);
  return false;
}

function checkThumbprint(context: CheckContext, { thumbprints }: IdentityChecks, at: PolicyElement): void {
  const thumbprint = knownAttribute(context, at, "thumbprint");
  if (thumbprint === undefined) return;
  if (thumbprints.has(thumbprint.text.replace(/[^0-9A-Fa-f]/g, "").toUpperCase())) return;
  const message = `there is no certificate with the thumbprint ${thumbprint.written}`;
  refuseCertificate(context, thumbprint, message, "list its certificate under identity.certificates");
}

function refuseCertificate(context: CheckContext, at: KnownText, message: string, hint: string): void {
  context.complain(placeOf(at), "unknown-certificate", message, hint);
}

/** A certificate in the document itself, with its key. */
function checkOwnCertificate(context: CheckContext, element: PolicyElement): void {
  const body = knownAttribute(context, element, "body");
  const hasPassword = attributeOf(element, "password") !== undefined;
  const password = knownAttribute(context, element, "password");
  if (body === undefined || (hasPassword && password === undefined)) return;
  if (isOwnCertificate(body.text, password?.untrimmed ?? "")) return;
  const message = "the certificate in body cannot be read, or its password is not right";
  const hint = "write PKCS #12 in Base64, with its private key, and its password";
  context.complain(placeOf(body), "bad-certificate", message, hint);
}

function knownAttribute(context: CheckContext, element: PolicyElement, name: string): KnownText | undefined {
  const attribute = attributeOf(element, name);
  return attribute && knownText(context, attribute.value);
}

/** Of its first character that is no white space. */
const placeOf = ({ source }: KnownText): Place => source.placeAt(Math.max(source.text.search(/\S/), 0));
