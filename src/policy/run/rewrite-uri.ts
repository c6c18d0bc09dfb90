// How `rewrite-uri` runs: path and query from a template with the operation's parameters.

import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { QueryList } from "./query-list.ts";

export const rewriteUri: PolicyCompiler = (element) => {
  const template = element.textOr("template", "/");
  const copiesUnmatched = element.bool("copy-unmatched-params", true);
  return (call) => {
    const written = template(call).trim();
    const { text, used } = filled(call, written);
    const at = text.indexOf("?");
    const path = at < 0 ? text : text.slice(0, at);
    if (/[\s#\0-\x1f\x7f]/.test(text)) {
      const message = "The rewritten URI is not valid.";
      throw new PolicyFailure("UriNotValid", message, { status: 500 });
    }
    const query = new QueryList(at < 0 ? "" : text.slice(at));
    if (copiesUnmatched(call)) copyOthers(call, query, used);
    call.request.path = path.startsWith("/") ? path : `/${path}`;
    call.request.query = query.text;
    call.request.isRewritten = true;
    return undefined;
  };
};

/** Each `{name}` as what the request's address had in its place, encoded for one segment. */
function filled(call: PolicyCall, template: string): { readonly text: string; readonly used: Set<string> } {
  const used = new Set<string>();
  const query = new URLSearchParams(call.request.facts.original.query);
  const text = template.replace(/\{\*?([\w.-]+)\}/g, (whole, name: string) => {
    const value = call.request.facts.matchedParameters.get(name) ?? query.get(name);
    if (value === undefined || value === null) return whole;
    used.add(name.toLowerCase());
    const isRest = whole.startsWith("{*");
    return isRest ? value.split("/").map(encodeURIComponent).join("/") : encodeURIComponent(value);
  });
  return { text: text.replace(/\{[^}]*\}/g, encodeURIComponent), used };
}

/** The parameters of the request that neither template has: the operation's, nor the new one. */
function copyOthers(call: PolicyCall, query: QueryList, used: ReadonlySet<string>): void {
  const own = templateParameters(call.facts.operation?.urlTemplate ?? "");
  for (const [name, value] of new URLSearchParams(call.request.query)) {
    if (!own.has(name.toLowerCase()) && !used.has(name.toLowerCase()) && !query.has(name))
      query.append(name, [value]);
  }
}

/** `a` of `/items?a={b}`. */
function templateParameters(template: string): ReadonlySet<string> {
  const at = template.indexOf("?");
  const query = at < 0 ? "" : template.slice(at);
  return new Set(Array.from(new URLSearchParams(query).keys(), (name) => name.toLowerCase()));
}
