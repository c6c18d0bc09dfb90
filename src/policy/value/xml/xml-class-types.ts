// The types of the classes of XML, for the sequences that are made of them.

import { type ClrType, named } from "../../type/clr-type.ts";

export const nodeType: ClrType = named("System.Xml.Linq.XNode");
export const elementType: ClrType = named("System.Xml.Linq.XElement");
export const attributeType: ClrType = named("System.Xml.Linq.XAttribute");
