// Stylesheets for tests: what stands in xsl:stylesheet is enough.

import { readPolicyDocument } from "#policy/document/read-document.ts";
import type { Run } from "#policy/value/run.ts";
import { type CompiledStylesheet, compileStylesheet } from "#policy/xslt/compile-stylesheet.ts";
import type { Stylesheet } from "#policy/xslt/stylesheet.ts";
import { transformXml } from "#policy/xslt/transform-xml.ts";

const OPEN = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">`;
const PLAIN = `<xsl:output omit-xml-declaration="yes"/>`;

/** A whole stylesheet, or the content of one, which writes no declaration unless it says otherwise. */
function wholeSheet(text: string): string {
  if (text.includes('xsl:version="1.0"') || text.startsWith("<xsl:stylesheet")) return text;
  return `${OPEN}${text.includes("<xsl:output") ? "" : PLAIN}${text}</xsl:stylesheet>`;
}

/** As it stands in `policy.xml`, from line 1. */
export function compileText(text: string): CompiledStylesheet {
  const { root, diagnostics } = readPolicyDocument(wholeSheet(text), "policy.xml");
  if (root === undefined) throw new Error(diagnostics[0]?.message ?? "there is no stylesheet");
  const compiled = compileStylesheet(root);
  return { ...compiled, diagnostics: [...diagnostics, ...compiled.diagnostics] };
}

export const transformText = (run: Run, stylesheet: Stylesheet, source: string): string =>
  transformXml(run, stylesheet, source, new Map()).text;
