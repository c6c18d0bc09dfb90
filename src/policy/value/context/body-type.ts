// IMessageBody: the body as text, bytes, JSON, XML or a form.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import { defineType, reified } from "../../type/type-definition.ts";
import { stringType } from "../../type/well-known.ts";
import { ClrException } from "../clr-exception.ts";
import { ClrDictionary } from "../collection/dictionary.ts";
import { ClrList } from "../collection/list.ts";
import { parseBodyJson } from "../json/body-json.ts";
import type { Run } from "../run.ts";
import { parseBodyXml } from "../xml/body-xml.ts";
import { MessageBody } from "./message-body.ts";

type Read = (run: Run, bytes: Uint8Array, type: ClrType) => unknown;

/** A byte order mark is not part of the text. */
function textOfBytes(run: Run, bytes: Uint8Array): string {
  run.spend(bytes.length);
  run.allocate(bytes.length * 2);
  return new TextDecoder().decode(bytes);
}

const json: Read = (run, bytes, type) => parseBodyJson(run, textOfBytes(run, bytes), type);
const xml: Read = (run, bytes, type) => parseBodyXml(run, textOfBytes(run, bytes), type);

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["System.String", (run, bytes) => textOfBytes(run, bytes)],
  ["System.Byte[]", (_run, bytes) => bytes.slice()],
  ["Newtonsoft.Json.Linq.JObject", json],
  ["Newtonsoft.Json.Linq.JToken", json],
  ["Newtonsoft.Json.Linq.JArray", json],
  ["Newtonsoft.Json.Linq.JValue", json],
  ["System.Xml.Linq.XElement", xml],
  ["System.Xml.Linq.XDocument", xml],
  ["System.Xml.Linq.XNode", xml],
]);

function readAs(run: Run, types: readonly ClrType[], self: MessageBody, isPreserved: boolean): unknown {
  const [type = stringType] = types;
  const read = readers.get(typeName(type));
  if (read === undefined) {
    throw new ClrException("System.NotSupportedException", `A body cannot be read as ${typeName(type)}.`);
  }
  return read(run, self.take(isPreserved), type);
}

/** name → values, in the order of the form. */
function readForm(run: Run, self: MessageBody, isPreserved: boolean): ClrDictionary {
  const text = textOfBytes(run, self.take(isPreserved));
  const values: ClrType = {
    kind: "named",
    name: "System.Collections.Generic.IList",
    args: [stringType],
  };
  const form = new ClrDictionary(stringType, values);
  for (const [name, value] of new URLSearchParams(text)) {
    run.allocate(64 + 2 * (name.length + value.length));
    const known = form.find(name);
    if (known instanceof ClrList) known.items.push(value);
    else form.set(name, new ClrList(stringType, [value]));
  }
  return form;
}

export const bodyType = defineType({
  name: "IMessageBody",
  kind: "interface",
  isInstance: (value) => value instanceof MessageBody,
  members: {
    "T As<T>(bool preserveContent = false)": reified(readAs),
    "IDictionary<string, IList<string>> AsFormUrlEncodedContent(bool preserveContent = false)": readForm,
  },
});
