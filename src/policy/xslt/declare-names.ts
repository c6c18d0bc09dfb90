// What a stylesheet declares, read before its bodies, which may name what stands behind them.

import { type DecimalFormat, plainDecimalFormat } from "./format-number.ts";
import { expandedName, expandName } from "./names.ts";
import {
  type OutputEncoding,
  type OutputMethod,
  type OutputSettings,
  outputEncodings,
  plainOutput,
} from "./output-settings.ts";
import { isYes, nameOf, wordOf, wordsIn } from "./read-style-attributes.ts";
import type { Declarations } from "./scope.ts";
import { isXslt, type StyleAttribute, type StyleElement, styleAttribute } from "./style-element.ts";
import type { StyleReport } from "./style-report.ts";

export function declareNames(declarations: Declarations, top: readonly StyleElement[]): void {
  // What is wrong with a name is told where its element is compiled.
  const named = (element: StyleElement): string | undefined =>
    expandName(styleAttribute(element, "name")?.value.text ?? "", element.scope.namespaces);
  for (const element of top) {
    const name = named(element);
    if (isXslt(element, "template")) declareTemplate(declarations, element, name);
    else if (isXslt(element, "decimal-format")) declareDecimalFormat(declarations, element);
    else if (isXslt(element, "namespace-alias")) declareAlias(declarations, element);
    else if (name === undefined) continue;
    else if (isXslt(element, "variable", "param")) declarations.globals.add(name);
    else if (isXslt(element, "key")) declarations.keys.add(name);
    else if (isXslt(element, "attribute-set") && !declarations.attributeSets.has(name)) {
      declarations.attributeSets.set(name, { parts: [] });
    }
  }
}

function declareTemplate(
  { templates, modes, report }: Declarations,
  element: StyleElement,
  name: string | undefined,
): void {
  const { namespaces } = element.scope;
  const mode = expandName(styleAttribute(element, "mode")?.value.text ?? "", namespaces);
  if (mode !== undefined) modes.add(mode);
  if (name === undefined) return;
  if (templates.has(name)) {
    const place = styleAttribute(element, "name")?.value.placeAt(0) ?? element.place;
    report.mistake(place, `there are two templates ${name}`, "choose another name");
  }
  templates.set(name, { body: () => undefined });
}

const formatParts: ReadonlyMap<string, keyof DecimalFormat> = new Map([
  ["decimal-separator", "decimalSeparator"],
  ["grouping-separator", "groupingSeparator"],
  ["minus-sign", "minusSign"],
  ["percent", "percent"],
  ["per-mille", "perMille"],
  ["zero-digit", "zeroDigit"],
  ["digit", "digit"],
  ["pattern-separator", "patternSeparator"],
]);

function declareDecimalFormat({ decimalFormats, report }: Declarations, element: StyleElement): void {
  const hasName = styleAttribute(element, "name") !== undefined;
  const name = hasName ? nameOf(element, report, "name") : "";
  const own: Partial<Record<keyof DecimalFormat, string>> = {};
  for (const [local, part] of formatParts) {
    const attribute = styleAttribute(element, local);
    if (attribute === undefined) continue;
    own[part] = attribute.value.text;
    if (Array.from(attribute.value.text).length !== 1) {
      report.mistake(attribute.value.placeAt(0), `${local} is no single character`, "write one character");
    }
  }
  own.infinity = styleAttribute(element, "infinity")?.value.text ?? plainDecimalFormat.infinity;
  own.nan = styleAttribute(element, "NaN")?.value.text ?? plainDecimalFormat.nan;
  if (name === undefined) return;
  if (decimalFormats.has(name))
    report.mistake(element.place, "the format is declared twice", "leave one of them");
  decimalFormats.set(name, { ...plainDecimalFormat, ...own });
}

function declareAlias({ aliases, report }: Declarations, element: StyleElement): void {
  const { namespaces } = element.scope;
  const uriOf = (attribute: StyleAttribute | undefined): { prefix: string; uri: string } | undefined => {
    const word = attribute?.value.text.trim() ?? "";
    const prefix = word === "#default" ? "" : word;
    const uri = namespaces.get(prefix) ?? (word === "#default" ? "" : undefined);
    if (uri !== undefined) return { prefix, uri };
    if (attribute !== undefined) {
      report.mistake(
        attribute.value.placeAt(0),
        `the prefix ${word} is not declared`,
        "declare it around it",
      );
    }
    return undefined;
  };
  const from = uriOf(styleAttribute(element, "stylesheet-prefix"));
  const to = uriOf(styleAttribute(element, "result-prefix"));
  if (from !== undefined && to !== undefined) aliases.set(from.uri, to);
}

/** What all xsl:output elements say together; later ones go before earlier ones. */
export function outputOf(top: readonly StyleElement[], report: StyleReport): OutputSettings {
  let output = plainOutput;
  for (const element of top) if (isXslt(element, "output")) output = withOutput(output, element, report);
  return output;
}

function withOutput(output: OutputSettings, element: StyleElement, report: StyleReport): OutputSettings {
  const text = (local: string): string | undefined => styleAttribute(element, local)?.value.text;
  const yes = (local: string, otherwise: boolean): boolean =>
    text(local) === undefined ? otherwise : isYes(element, report, local);
  const mediaType = styleAttribute(element, "media-type");
  if (mediaType !== undefined) {
    report.warn(mediaType.place, "media-type changes nothing", "set the header Content-Type with set-header");
  }
  const standalone = wordOf(element, report, "standalone", ["yes", "no"]);
  return {
    method: methodOf(element, report) ?? output.method,
    encoding: encodingOf(element, report) ?? output.encoding,
    omitsDeclaration: yes("omit-xml-declaration", output.omitsDeclaration),
    standalone: standalone === "yes" || standalone === "no" ? standalone : output.standalone,
    indents: yes("indent", output.indents),
    publicId: text("doctype-public") ?? output.publicId,
    systemId: text("doctype-system") ?? output.systemId,
    cdataElements: new Set([...output.cdataElements, ...cdataElements(element, report)]),
  };
}

function methodOf(element: StyleElement, report: StyleReport): OutputMethod | undefined {
  const attribute = styleAttribute(element, "method");
  const method = attribute?.value.text.trim();
  if (attribute === undefined || method === undefined) return undefined;
  if (method === "xml" || method === "html" || method === "text") return method;
  const hint = "the methods are xml, html and text";
  report.refuse(attribute.value.placeAt(0), `the output method ${method} is not supported`, hint);
  return undefined;
}

function encodingOf(element: StyleElement, report: StyleReport): OutputEncoding | undefined {
  const attribute = styleAttribute(element, "encoding");
  if (attribute === undefined) return undefined;
  const wanted = attribute.value.text.trim().toLowerCase();
  const found = outputEncodings.find((one) => one === wanted);
  if (found !== undefined) return found;
  const hint = `the encodings are ${outputEncodings.join(", ")}`;
  report.refuse(attribute.value.placeAt(0), `the encoding ${wanted} is not supported`, hint);
  return undefined;
}

/** Names without a prefix are in the default namespace here. */
function cdataElements(element: StyleElement, report: StyleReport): readonly string[] {
  const attribute = styleAttribute(element, "cdata-section-elements");
  if (attribute === undefined) return [];
  const { namespaces } = element.scope;
  return wordsIn(attribute.value.text).flatMap((word) => {
    const name = expandName(word, namespaces);
    if (name !== undefined) return [word.includes(":") ? name : expandedName(namespaces.get("") ?? "", name)];
    report.mistake(
      attribute.value.placeAt(0),
      `${word} is no name, or its prefix is not declared`,
      "declare it",
    );
    return [];
  });
}
