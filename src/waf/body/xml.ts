// XML bodies: rules select in them by XPath. Nothing of them becomes an argument.

import { completeBody } from "./complete-body.ts";
import type { BodyProcessor } from "./parsed-body.ts";
import { decodeXml } from "./xml-encoding.ts";
import { XmlReader } from "./xml-reader.ts";
import { selectXPath } from "./xpath.ts";

export const processXml: BodyProcessor = (body) => {
  if (body === "") return completeBody({});
  const decoded = decodeXml(body);
  const reader = new XmlReader(decoded.text);
  reader.read();
  const encodingError = decoded.error === "" ? "" : `XML: ${decoded.error}`;
  return completeBody({
    xml: { select: (xpath) => selectXPath(reader, xpath) },
    error: encodingError === "" ? reader.error : encodingError,
  });
};
