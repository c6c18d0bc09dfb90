// Puts the values of variables into templates, each made safe for the place where it goes. Most values come
// from clients: none may end a line, leave its path segment, or start a parameter of its own.

import { normaliseTarget, type PathRules } from "#http/path.ts";
import type { Template, TemplatePart, Variable } from "#http/template.ts";
import { decodePercent, encodeComponent } from "./query-string.ts";
import type { Captures, RewriteState } from "./rewrite-state.ts";

/** A header value: control bytes, decoded line breaks above all, are percent-encoded. */
export function expandField(template: Template, state: RewriteState, captures: Captures): string {
  let value = "";
  for (const part of template) {
    value += typeof part === "string" ? part : (state.valueOf(part, captures) ?? "");
  }
  return value.replace(/[\0-\x1f\x7f]/g, encodeComponent).trim();
}

/** What a part was cut from in the end: a capture is as trustworthy as what it captures. */
function originOf(part: Variable, captures: Captures): Variable["name"] {
  return part.name === "capture.*" ? (captures[Number(part.key) - 1]?.from.name ?? part.name) : part.name;
}

const isPath = (origin: Variable["name"]): boolean => origin === "path" || origin === "path.rest";

/** A query, or the value of a parameter: only what was cut from the query itself goes in as it is. */
export function expandQuery(template: Template, state: RewriteState, captures: Captures): string {
  let query = "";
  for (const part of template) {
    if (typeof part === "string") {
      query += part;
      continue;
    }
    const value = state.valueOf(part, captures) ?? "";
    const origin = originOf(part, captures);
    if (origin === "query") query += value;
    else query += encodeComponent(isPath(origin) ? decodePercent(value) : value);
  }
  return query;
}

/** The value of a parameter, whose literal parts are plain text. */
export function expandParameter(template: Template, state: RewriteState, captures: Captures): string {
  const asText = (part: TemplatePart): TemplatePart =>
    typeof part === "string" ? encodeComponent(part) : part;
  return expandQuery(template.map(asText), state, captures);
}

/**
 * A path in normal form; undefined where a value would make more of it than the part of a segment that it
 * stands for: `../`, an encoded slash that the site decodes, nothing at all where a segment should be.
 */
export function expandPath(
  template: Template,
  state: RewriteState,
  captures: Captures,
  rules: PathRules,
): string | undefined {
  let path = "";
  for (const part of template) {
    if (typeof part === "string") {
      path += part;
      continue;
    }
    const value = state.valueOf(part, captures) ?? "";
    // A normal path goes on as one. Anything else is the text of a segment, which cannot be empty.
    if (isPath(originOf(part, captures))) path += value;
    else if (value === "") return undefined;
    else path += encodeSegment(value);
  }
  if (path === "") return "/";
  if (!path.startsWith("/")) return undefined;
  const merged = rules.mergeSlashes ? path.replace(/\/{2,}/g, "/") : path;
  const normal = normaliseTarget(merged, rules);
  // In no other form than its own: else some part of it was read as more than it says.
  return typeof normal !== "string" && normal.path === merged && normal.query === "" ? merged : undefined;
}

/** The characters that the normal form of a path leaves alone, slash and parameters excepted. */
function encodeSegment(value: string): string {
  return value.replace(/[^A-Za-z0-9._~!$&'()*+,=:@-]/g, encodeComponent);
}
