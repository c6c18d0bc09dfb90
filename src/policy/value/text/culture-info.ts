// System.Globalization.CultureInfo and IFormatProvider, as far as signatures need them: everything here is
// formatted, parsed and compared by the invariant culture, which is what the gateway runs under.

import { defineType } from "../../type/type-definition.ts";
import { ClrObject } from "../clr-object.ts";

class CultureInfo extends ClrObject {
  readonly clrName = "System.Globalization.CultureInfo";

  /** The invariant culture's name is empty. */
  override toString(): string {
    return "";
  }
}

const invariant = new CultureInfo();

export const formatProviderDefinition = defineType({
  name: "System.IFormatProvider",
  kind: "interface",
  members: {},
  isInstance: (value) => value instanceof CultureInfo,
});

export const cultureInfoDefinition = defineType({
  name: "System.Globalization.CultureInfo",
  kind: "class",
  bases: ["IFormatProvider"],
  isInstance: (value) => value instanceof CultureInfo,
  members: {
    "static CultureInfo InvariantCulture": () => invariant,
    "static CultureInfo CurrentCulture": () => invariant,
    "string Name": () => "",
    "string ToString()": () => "",
  },
});
