// URL templates of operations: `/pets/{id}`, `/report.{format}`, `/files/*`, `/find?kind={kind}`. Parts are
// compared in the one spelling that request paths have (http/path.ts).

/** Texts and names in turn, a text first and last, which may be empty. */
export type PatternSegment = { readonly kind: "pattern"; readonly texts: readonly string[] };

export type TemplateSegment =
  | { readonly kind: "literal"; readonly text: string }
  | PatternSegment
  /** One whole segment. */
  | { readonly kind: "parameter" };

/** A part of the query that must be there; `value` undefined where any value will do. */
export type QueryCondition = { readonly name: string; readonly value: string | undefined };

export type UrlTemplate = {
  readonly segments: readonly TemplateSegment[];
  /** What is left of the path may be anything. */
  readonly hasTail: boolean;
  /** Of the path, in the order of their values; the tail's last, `*` where it has no name. */
  readonly names: readonly string[];
  readonly query: readonly QueryCondition[];
  /** In the order of the query's conditions without a value. */
  readonly queryNames: readonly string[];
  /** The same for templates that match the same requests, but for the case of their letters. */
  readonly shape: string;
};

/** A text says what is wrong with it. */
export function readTemplate(template: string): UrlTemplate | string {
  const mark = template.indexOf("?");
  const path = mark < 0 ? template : template.slice(0, mark);
  if (path !== "" && !path.startsWith("/")) return "does not start with a slash";
  const parts = path.split("/").slice(1);
  if (parts.at(-1) === "") parts.pop();
  const names: string[] = [];
  const segments: TemplateSegment[] = [];
  let hasTail = false;
  for (const part of parts) {
    if (hasTail) return "goes on behind its wildcard";
    const tail = /^(?:\*|\{\*([^{}]*)\})$/.exec(part);
    if (tail !== null) {
      hasTail = true;
      names.push(tail[1] === undefined || tail[1] === "" ? "*" : tail[1]);
      continue;
    }
    const segment = readSegment(part, names);
    if (typeof segment === "string") return segment;
    segments.push(segment);
  }
  const query = mark < 0 ? [] : readQuery(template.slice(mark + 1));
  if (new Set(names).size < names.length) return "names a parameter twice";
  const queryNames = query.flatMap(({ value }) => /^\{([^{}]+)\}$/.exec(value ?? "")?.[1] ?? []);
  const conditions = query.map(({ name, value }): QueryCondition => {
    return { name, value: value?.startsWith("{") === true ? undefined : value };
  });
  const shape = shapeOf(segments, hasTail, conditions);
  return { segments, hasTail, names, query: conditions, queryNames, shape };
}

/** The names of a template's parameters, in the path and in the query; none of what is no template. */
export function parametersOfTemplate(template: string): string[] {
  const read = readTemplate(template);
  if (typeof read === "string") return [];
  return [...read.names, ...read.queryNames].filter((name) => name !== "*");
}

/** Adds the names that it holds to `names`. */
function readSegment(part: string, names: string[]): TemplateSegment | string {
  const pieces = part.split(/\{([^{}]*)\}/);
  if (pieces.some((piece, i) => i % 2 === 0 && /[{}]/.test(piece))) return "has a brace that is not closed";
  const own = pieces.filter((_, i) => i % 2 === 1);
  if (own.includes("")) return "has a parameter without a name";
  const texts = pieces.filter((_, i) => i % 2 === 0).map(encodeLiteral);
  names.push(...own);
  if (own.length === 0) return { kind: "literal", text: texts.join("") };
  if (own.length === 1 && texts.every((text) => text === "")) return { kind: "parameter" };
  if (texts.slice(1, -1).includes("")) return "has two parameters with nothing between them";
  return { kind: "pattern", texts };
}

function readQuery(text: string): QueryCondition[] {
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const sign = pair.indexOf("=");
      return sign < 0
        ? { name: pair, value: undefined }
        : { name: pair.slice(0, sign), value: pair.slice(sign + 1) };
    });
}

function shapeOf(
  segments: readonly TemplateSegment[],
  hasTail: boolean,
  query: readonly QueryCondition[],
): string {
  const path = segments.map((segment) => {
    if (segment.kind === "literal") return `/${segment.text}`;
    return segment.kind === "pattern" ? `/${segment.texts.join("{}")}` : "/{}";
  });
  const conditions = query.map(({ name, value }) => `${name}=${value ?? "{}"}`).toSorted();
  return `${path.join("")}${hasTail ? "/*" : ""}?${conditions.join("&")}`.toLowerCase();
}

/** As http/path.ts leaves a segment: UTF-8, and only what may stand in a path as it is. */
function encodeLiteral(text: string): string {
  return Buffer.from(decodeSegment(text), "utf8")
    .toString("latin1")
    .replace(/[^A-Za-z0-9._~!$&'()*+,;=:@-]/g, percentEncoded);
}

function percentEncoded(char: string): string {
  const code = char.charCodeAt(0);
  return `%${code < 16 ? "0" : ""}${code.toString(16).toUpperCase()}`;
}

/** What percent-encoding stands for; the text itself where it is not UTF-8. */
export function decodeSegment(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
