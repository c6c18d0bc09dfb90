// A text of XML through a stylesheet.

import { BudgetExceeded } from "../value/budget-exceeded.ts";
import type { Run } from "../value/run.ts";
import { loadSource } from "./load-source.ts";
import { encodeOutput } from "./output-settings.ts";
import type { Parameters, Stylesheet } from "./stylesheet.ts";
import { Transformation } from "./transformation.ts";
import { writeResult } from "./write-result.ts";

export type TransformedXml = {
  readonly text: string;
  /** In the encoding that the stylesheet says. */
  readonly bytes: Uint8Array;
  /** What xsl:message said. */
  readonly messages: readonly string[];
};

/**
 * @param parameters of the stylesheet, by expanded name; those that it has not are not used
 * @throws ClrException XmlException for a text that is no XML; XsltException, XPathException
 * @throws BudgetExceeded
 */
export function transformXml(
  run: Run,
  stylesheet: Stylesheet,
  source: string,
  parameters: Parameters,
): TransformedXml {
  try {
    const document = loadSource(run, source, stylesheet.space);
    const transformation = new Transformation(run, stylesheet, document, parameters);
    const text = writeResult(run, transformation.transform(), stylesheet.output);
    const bytes = encodeOutput(text, stylesheet.output.encoding);
    return { text, bytes, messages: transformation.messages };
  } catch (error) {
    // Depth is counted; where little of the call stack was left before, it may end sooner.
    if (error instanceof RangeError && error.message.includes("call stack"))
      throw new BudgetExceeded("depth");
    throw error;
  }
}
