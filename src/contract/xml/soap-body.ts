// SOAP: the one element of a message's body that a schema is about.

import type { XmlDocument, XmlElement } from "libxml2-wasm";
import { elementsOf } from "./elements-of.ts";

const ENVELOPES: readonly string[] = [
  "http://schemas.xmlsoap.org/soap/envelope/",
  "http://www.w3.org/2003/05/soap-envelope",
];

/** A text says why there is none. */
export function soapBody(document: XmlDocument): XmlElement | string {
  const { root } = document;
  if (root.name !== "Envelope" || !ENVELOPES.includes(root.namespaceUri))
    return "the root is no SOAP envelope";
  const body = elementsOf(root).find(
    (child) => child.name === "Body" && child.namespaceUri === root.namespaceUri,
  );
  if (body === undefined) return "the envelope has no body";
  const [payload, ...others] = elementsOf(body);
  if (payload === undefined) return "the body of the envelope is empty";
  return others.length > 0 ? "the body of the envelope holds more than one element" : payload;
}
