// The texts of lists and maps by the styles of OpenAPI (3.1 §4.8.12.4), taken apart before they are decoded:
// an encoded comma is a part of its item.

import type { Parameter } from "../contract.ts";
import { decodeSegment } from "../match/url-template.ts";

/** As it stands in the query, the name decoded. */
export type QueryPair = { readonly name: string; readonly encoded: string };

export function readQuery(query: string): QueryPair[] {
  return query
    .replace(/^\?/, "")
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const sign = pair.indexOf("=");
      const name = sign < 0 ? pair : pair.slice(0, sign);
      return { name: decodeQueryText(name), encoded: sign < 0 ? "" : pair.slice(sign + 1) };
    });
}

/** In a query a plus is a space. */
export function decodeQueryText(text: string): string {
  return decodeSegment(text.replaceAll("+", " "));
}

const SEPARATORS: Readonly<Record<Parameter["style"], RegExp>> = {
  simple: /,/,
  form: /,/,
  deepObject: /,/,
  label: /[.,]/,
  matrix: /[;,]/,
  spaceDelimited: /%20|\+| /,
  pipeDelimited: /%7C|\|/i,
  tabDelimited: /%09|\t/,
};

/** The pieces of one text, still encoded; none of an empty one. */
export function pieces(parameter: Parameter, text: string): readonly string[] {
  const bare = withoutLead(parameter, text);
  if (bare === "") return [];
  const { style, explode } = parameter;
  if (style === "label") return bare.split(explode ? "." : ",");
  if (style !== "matrix") return bare.split(SEPARATORS[style]);
  if (!explode) return bare.split(",");
  const name = `${parameter.name}=`;
  return bare.split(";").map((piece) => (piece.startsWith(name) ? piece.slice(name.length) : piece));
}

/** Of a single value. */
export function withoutLead({ style, explode, name }: Parameter, text: string): string {
  if (style === "label") return text.replace(/^\./, "");
  if (style !== "matrix") return text;
  const bare = text.replace(/^;/, "");
  return bare.startsWith(`${name}=`) && !(explode && bare.includes(";")) ? bare.slice(name.length + 1) : bare;
}

/** Names and values in turn, or `name=value`; undefined where a value is missing. */
export function pairsOf(parameter: Parameter, text: string): [name: string, value: string][] | undefined {
  const parts = pieces(parameter, text);
  if (parameter.explode && parameter.style !== "form") {
    const pairs = parts.map((piece): [string, string] => {
      const sign = piece.indexOf("=");
      return sign < 0 ? [piece, ""] : [piece.slice(0, sign), piece.slice(sign + 1)];
    });
    return pairs;
  }
  if (parts.length % 2 !== 0) return undefined;
  const pairs: [string, string][] = [];
  for (let i = 0; i < parts.length; i += 2) pairs.push([parts[i] ?? "", parts[i + 1] ?? ""]);
  return pairs;
}
