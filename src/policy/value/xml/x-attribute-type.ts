// XAttribute as expressions see it.

import { defineType } from "../../type/type-definition.ts";
import type { Run } from "../run.ts";
import { castOperators } from "./cast-operators.ts";
import { contentText } from "./content-text.ts";
import { XAttribute } from "./x-attribute.ts";
import { neighbourAttribute } from "./x-axes.ts";
import { XElement } from "./x-element.ts";
import type { XName } from "./x-name.ts";
import { given, parentOf } from "./x-node-type.ts";
import { saveOptions } from "./x-object.ts";

type Text = string | null;

function remove(run: Run, attribute: XAttribute): void {
  const parent = parentOf(attribute);
  if (parent instanceof XElement) parent.removeAttribute(run, attribute);
}

export const xAttributeType = defineType({
  name: "System.Xml.Linq.XAttribute",
  kind: "class",
  bases: ["XObject"],
  isInstance: (value) => value instanceof XAttribute,
  members: {
    "new(XName name, object value)": (_run: Run, name: XName | null, value: unknown) =>
      new XAttribute(given(name, "name"), contentText(given(value, "value"))),
    "new(XAttribute other)": (_run: Run, other: XAttribute | null) => given(other, "other").copy(),
    "XName Name": (_run: Run, attribute: XAttribute) => attribute.name,
    "string Value": (_run: Run, attribute: XAttribute) => attribute.value,
    "set string Value": (_run: Run, attribute: XAttribute, value: Text) => {
      attribute.value = given(value, "value");
    },
    "void SetValue(object value)": (_run: Run, attribute: XAttribute, value: unknown) => {
      attribute.value = contentText(given(value, "value"));
    },
    "bool IsNamespaceDeclaration": (_run: Run, attribute: XAttribute) => attribute.isNamespaceDeclaration,
    "XAttribute NextAttribute": (run: Run, attribute: XAttribute) => neighbourAttribute(run, attribute, 1),
    "XAttribute PreviousAttribute": (run: Run, attribute: XAttribute) =>
      neighbourAttribute(run, attribute, -1),
    "void Remove()": remove,
    "string ToString()": (run: Run, attribute: XAttribute) =>
      attribute.print(run, saveOptions.DisableFormatting),
    ...castOperators<XAttribute>("XAttribute", "attribute", (_run, attribute) => attribute.value),
  },
});
