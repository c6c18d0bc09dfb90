// Whether an origin is among those that a document allows. Documents write addresses, with a slash at their
// ends or a port that goes without saying; browsers send origins.

export type OriginMatch = { readonly kind: "any" } | { readonly kind: "one"; readonly origin: string };

/** `origin` as the browser sent it; `null`, of pages without one, matches only itself and every origin. */
export function matchOrigin(origin: string, allowed: readonly string[]): OriginMatch | undefined {
  const sent = normalised(origin);
  if (allowed.some((one) => one !== "*" && normalised(one) === sent)) return { kind: "one", origin };
  return allowed.includes("*") ? { kind: "any" } : undefined;
}

/** Of schemes that browsers have no origins for, the text itself: `chrome-extension://…`. */
function normalised(text: string): string {
  const bare = text.trim().toLowerCase();
  if (!URL.canParse(bare)) return bare;
  const { origin } = new URL(bare);
  return origin === "null" ? bare.replace(/\/$/, "") : origin;
}
