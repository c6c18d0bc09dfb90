// Texts with variables in braces, `/tenant/{header.x-tenant}`: their reading, and the names of what can stand
// in them. What a variable is worth, and how its value is made safe for a place, is the gateway's business.

export type VariableName =
  | "method"
  | "path"
  /** What follows the route's prefix. */
  | "path.rest"
  /** Without its `?`. */
  | "query"
  | "query.*"
  | "header.*"
  | "cookie.*"
  | "client.address"
  /** The socket's peer, which behind a trusted hop is another than the client. */
  | "client.peer"
  /** By the data of `geo`; none where there is no data. */
  | "client.country"
  /** `verified`, `bad`, `unknown` or `none`. */
  | "client.bot"
  /** Which bot it is or claims to be; none where no name is known. */
  | "client.botName"
  | "listener"
  /** `TLSv1.3`; none where the connection is plain. */
  | "tls.version"
  | "tls.ja4"
  /** Bytes of the body; none where they are not known beforehand. */
  | "body.length"
  | "host"
  | "scheme"
  | "request.id"
  | "response.status"
  | "response.header.*"
  /** A group of the conditions' patterns, counted from 1. */
  | "capture.*";

/** `key` is what stands for the `*`: lower case for headers, else as written. */
export type Variable = { readonly name: VariableName; readonly key: string };

/** Literal texts are latin1 strings of their UTF-8. */
export type TemplatePart = string | Variable;
export type Template = readonly TemplatePart[];

const PLAIN: readonly VariableName[] = [
  ...(["method", "path", "path.rest", "query", "client.address", "client.peer", "client.country"] as const),
  ...(["client.bot", "client.botName"] as const),
  ...([
    "host",
    "scheme",
    "listener",
    "tls.version",
    "tls.ja4",
    "body.length",
    "request.id",
    "response.status",
  ] as const),
];
// The longer name first: `response.header.` is no `header.`.
const KEYED = ["response.header.*", "header.*", "query.*", "cookie.*", "capture.*"] as const;

/** What nobody chooses by writing it into a request: who is at the other end. */
export const isAddressVariable = ({ name }: Variable): boolean =>
  name === "client.address" || name === "client.peer";

/** For hints. */
export const variableList = [...PLAIN, ...KEYED.map((name) => name.replace("*", "NAME"))]
  .join(", ")
  .replace("capture.NAME", "capture.1");

/** The variable of a name without braces; undefined where there is none of that name. */
export function readVariable(text: string): Variable | undefined {
  const plain = PLAIN.find((name) => name === text);
  if (plain !== undefined) return { name: plain, key: "" };
  const name = KEYED.find((keyed) => text.startsWith(keyed.slice(0, -1)));
  const key = text.slice((name ?? "").length - 1);
  if (name === undefined || !isKey(name, key)) return undefined;
  return { name, key: name.endsWith("header.*") ? key.toLowerCase() : key };
}

function isKey(name: VariableName, key: string): boolean {
  if (name === "capture.*") return /^[1-9][0-9]?$/.test(key);
  return name === "query.*" ? /^[^\0-\x20{}]+$/.test(key) : /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(key);
}

/** `why` follows the text in a message, and holds nothing of it: it may be a secret. */
export type TemplateFlaw = { readonly why: string; readonly hint: string };

/** Reads a template; `{{` and `}}` are the braces themselves. */
export function readTemplate(text: string): Template | TemplateFlaw {
  const parts: TemplatePart[] = [];
  let literal = "";
  for (const piece of text.match(/\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+/g) ?? []) {
    if (piece === "{{" || piece === "}}") literal += piece.charAt(0);
    else if (piece.length > 1 && piece.startsWith("{")) {
      const variable = readVariable(piece.slice(1, -1));
      if (variable === undefined) {
        return { why: "holds braces around what is no variable", hint: `known are ${variableList}` };
      }
      if (literal !== "") parts.push(Buffer.from(literal, "utf8").toString("latin1"));
      literal = "";
      parts.push(variable);
    } else if (piece === "{" || piece === "}") {
      return { why: "holds a lone brace", hint: "write {{ and }} where the braces themselves are meant" };
    } else literal += piece;
  }
  if (literal !== "") parts.push(Buffer.from(literal, "utf8").toString("latin1"));
  return parts;
}

/** The variables of a template. */
export function variablesOf(template: Template): Variable[] {
  return template.filter((part) => typeof part !== "string");
}
