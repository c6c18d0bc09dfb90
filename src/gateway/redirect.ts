// Where a redirect with variables leads. Its host is the configuration's, or one that the site serves; what a
// client chose stays within path and query.

import type { Template, Variable } from "#http/template.ts";
import type { RoutedExchange } from "./rewrite/exchange-value.ts";
import { encodeComponent, parameterOf } from "./rewrite/query-string.ts";
import { restOf } from "./route.ts";

export function locationOf(x: RoutedExchange, template: Template, keepsQuery: boolean): string {
  let location = "";
  for (const part of template) location += typeof part === "string" ? part : variableValue(x, part);
  // `//host` is another host, and so is `/\host` to a browser.
  if (!/^https?:/.test(location)) location = `/${location.replace(/^[/\\]+/, "")}`;
  return keepsQuery && x.query !== "" ? withQuery(location, x.query.slice(1)) : location;
}

function variableValue(x: RoutedExchange, { name, key }: Variable): string {
  switch (name) {
    case "path":
      return x.path;
    case "path.rest":
      return x.matched === undefined ? "" : restOf(x.matched, x.path);
    case "host":
      return x.head.host;
    case "query.*":
      return encodeComponent(parameterOf(x.query.slice(1), key) ?? "");
    default:
      return "";
  }
}

function withQuery(location: string, query: string): string {
  const [before = "", fragment] = location.split("#");
  const joined = `${before}${before.includes("?") ? "&" : "?"}${query}`;
  return fragment === undefined ? joined : `${joined}#${fragment}`;
}
