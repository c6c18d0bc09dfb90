// Cross checks of sites and their routes: hosts served twice, paths out of their normal form, routes that
// can never match.

import { checkFixedResponse, checkRedirect } from "./check-answers.ts";
import { checkEdgeRules } from "./check-edge-rules.ts";
import { checkMirror } from "./check-features.ts";
import { checkRewrites } from "./check-rewrites.ts";
import type { Config, Route, Site, Target } from "./config.ts";
import { checkErrors } from "./error-pages.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import { normalRoutePath } from "./route-path.ts";
import { placeText, type Spot } from "./source.ts";
import { quoted } from "./tree.ts";

/** One host of one listener leads to one site. */
export function checkHosts(config: Config, report: Report): void {
  const { places } = config;
  const first = new Map<string, { readonly site: string; readonly spot: Spot }>();
  for (const [name, site] of config.sites) {
    const listeners = site.listeners.length === 0 ? config.listeners.keys() : site.listeners;
    const onListeners = [...new Set(listeners)];
    site.hosts.forEach((host, i) => {
      const spot = places.value(site.hosts, i);
      const keys = onListeners.map((listener) => `${listener} ${host}`);
      const before = keys.map((key) => first.get(key)).find((owner) => owner !== undefined);
      if (before !== undefined) reportHost(places.shown(site.hosts, i), name, before, spot, report);
      for (const key of keys) if (!first.has(key)) first.set(key, { site: name, spot });
    });
  }
}

function reportHost(
  host: string,
  site: string,
  before: { readonly site: string; readonly spot: Spot },
  spot: Spot,
  report: Report,
): void {
  const where = placeText(before.spot);
  if (before.site === site) {
    report.error(
      spot,
      "duplicate-host",
      `the host ${host} stands in this site before, at ${where}`,
      "write it once",
    );
    return;
  }
  const message = `the host ${host} is served by the site ${quoted(before.site)} too, at ${where}`;
  const hint = "leave it to one of the sites, or serve the sites on different `listeners`";
  report.error(spot, "duplicate-host", message, hint);
}

export function checkSite(name: string, site: Site, config: Config, report: Report, nowMs: number): void {
  const { places } = config;
  checkRewrites(site.rewrites, site, config, report);
  checkEdgeRules(site, config, report, nowMs);
  checkErrors(site.errors, places, report);
  const byPath = new Map<string, (readonly [string, Route])[]>();
  for (const [routeName, route] of site.routes) {
    checkPath(route, site, places, report);
    checkHeaders(route, places, report);
    checkTarget(route.target, site, places, report);
    checkRewrites(route.rewrites, site, config, report);
    checkErrors(route.errors, places, report);
    checkMirror(route, config, report);
    checkListeners(route, name, site, places, report);
    const key = site.path.ignoreCase ? route.path.toLowerCase() : route.path;
    const same = byPath.get(key) ?? [];
    const taker = same.find(([, before]) => takesAllOf(before, route));
    if (taker !== undefined) reportDead(routeName, taker[0], site, places, report);
    same.push([routeName, route]);
    byPath.set(key, same);
  }
}

function checkPath(route: Route, site: Site, places: Places, report: Report): void {
  const normal = normalRoutePath(route.path, site.path);
  const spot = places.value(route, "path");
  const shown = places.shown(route, "path");
  if (/\/:[A-Za-z_]/.test(route.path)) {
    const hint = "paths have no placeholders: write /orders/* for every path below /orders";
    report.warning(spot, "literal-placeholder", `the ":" in ${shown} stands for itself`, hint);
  }
  if (normal === route.path) return;
  if (normal === undefined) {
    const hint = "requests for it are refused before routes are looked at: see `path` of the site";
    report.error(spot, "bad-path", `${shown} can never match`, hint);
    return;
  }
  const general =
    "write it as it is forwarded: without dot segments, double slashes and needless percent-encoding";
  const hint = places.isHidden(route, "path")
    ? general
    : `requests are matched in their normal form: write ${normal}`;
  report.error(spot, "bad-path", `${shown} is not in normal form`, hint);
}

function checkHeaders(route: Route, places: Places, report: Report): void {
  const seen = new Map<string, string>();
  for (const name of route.headers.keys()) {
    const before = seen.get(name.toLowerCase());
    if (before === undefined) seen.set(name.toLowerCase(), name);
    else {
      const message = `the header ${quoted(name)} stands here before, as ${quoted(before)}`;
      const hint = "header names are compared without regard to case: keep one of the two";
      report.error(places.key(route.headers, name), "duplicate-header", message, hint);
    }
  }
}

function checkTarget({ redirect, respond }: Target, site: Site, places: Places, report: Report): void {
  if (redirect !== undefined) checkRedirect(redirect, site, places, report);
  if (respond !== undefined) checkFixedResponse(respond, places, report);
}

function checkListeners(route: Route, name: string, site: Site, places: Places, report: Report): void {
  if (site.listeners.length === 0) return;
  route.listeners.forEach((listener, i) => {
    if (site.listeners.includes(listener)) return;
    const message = `the site ${quoted(name)} is not served on the listener ${places.shown(route.listeners, i)}`;
    const hint = "add the listener to the site's `listeners`, or leave it out here";
    report.error(places.value(route.listeners, i), "unserved-listener", message, hint);
  });
}

/** True where every request that fits `later` fits `earlier`, both having the same path. */
function takesAllOf(earlier: Route, later: Route): boolean {
  return (
    covers(earlier.methods, later.methods) &&
    covers(earlier.networks, later.networks) &&
    covers(earlier.listeners, later.listeners) &&
    [...earlier.headers].every(([name, value]) => asksFor(later, name.toLowerCase(), value))
  );
}

/** Lists of which the empty one means any. */
function covers(earlier: readonly string[], later: readonly string[]): boolean {
  return earlier.length === 0 || (later.length > 0 && later.every((item) => earlier.includes(item)));
}

function asksFor(route: Route, key: string, value: string | { readonly present: true }): boolean {
  for (const [name, wanted] of route.headers) {
    if (name.toLowerCase() === key) return typeof value !== "string" || value === wanted;
  }
  return false;
}

function reportDead(name: string, taker: string, site: Site, places: Places, report: Report): void {
  const where = placeText(places.key(site.routes, taker));
  const message = `the route ${quoted(name)} can never match: ${quoted(taker)} at ${where} takes all of its requests`;
  const hint = `remove it, put it before ${quoted(taker)}, or make ${quoted(taker)} ask for more`;
  report.error(places.key(site.routes, name), "dead-route", message, hint);
}
