// The path of a route: an exact path, or a prefix that ends in `/*`. Whether it is in normal form depends on
// the site's path rules, and is judged with them.

import { normaliseTarget, type PathRules } from "#http/path.ts";
import type { Flaw, Format, Parsed } from "./format.ts";

const EXAMPLES = "/orders alone, or /orders/* for everything below it";

/** The path as written, where it has the form of one. */
function parseRoutePath(text: string): Parsed<string> {
  const flaw = findFlaw(text);
  return flaw ?? { value: text };
}

function findFlaw(text: string): Flaw | undefined {
  const bad = (says: string, hint: string, hintFromText = hint): Flaw => ({
    code: "bad-path",
    says,
    hint,
    hintFromText,
  });
  if (text.includes("://")) return bad("is a URL", "write the path alone; hosts stand in the site's `hosts`");
  if (!text.startsWith("/")) return bad("does not start with a slash", `write ${EXAMPLES}`, `write /${text}`);
  if (/[\0-\x20\x7f]/.test(text)) return bad("holds a space or a control character", "write a space as %20");
  if (text.includes("?"))
    return bad("has a query", "routes match the path only: leave out the ? and what follows");
  if (text.includes("#"))
    return bad("has a fragment", "browsers never send it: leave out the # and what follows");
  if (/[{}]/.test(text)) {
    return bad(
      "has a placeholder",
      "paths have no placeholders: write the part before it and /*, as in /orders/*",
    );
  }
  const star = text.indexOf("*");
  if (star < 0 || (star === text.length - 1 && text.endsWith("/*"))) return undefined;
  if (star === text.length - 1) {
    return bad(
      "ends in a * that is only part of a segment",
      `write ${EXAMPLES}`,
      `write ${text.slice(0, -1)}/*`,
    );
  }
  return bad("has a * that is not its end", `write ${EXAMPLES}`);
}

/** The normal form of a route's path under a site's rules; undefined where it has none. */
export function normalRoutePath(written: string, rules: PathRules): string | undefined {
  const isPrefix = written.endsWith("/*");
  const path = isPrefix ? written.slice(0, -1) : written;
  // The normaliser reads bytes as latin1, and browsers send UTF-8.
  const normal = normaliseTarget(Buffer.from(path, "utf8").toString("latin1"), rules);
  if (typeof normal === "string") return undefined;
  return isPrefix ? `${normal.path.replace(/\/$/, "")}/*` : normal.path;
}

export const routePath: Format<string> = {
  name: "a path",
  parse: parseRoutePath,
  print: (value) => value,
  readsNumbers: false,
};
