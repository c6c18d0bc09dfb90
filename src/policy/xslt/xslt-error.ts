// What ends a transformation: .NET's exception, and what is refused when a stylesheet is compiled.

import { ClrException } from "../value/clr-exception.ts";

export function xsltError(message: string): ClrException {
  return new ClrException("System.Xml.Xsl.XsltException", message);
}

/** Something that XSLT or its usual extensions have, and that is left out here. */
export class StylesheetRefusal extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
