// Cross checks of what routes and pools do besides forwarding: mirrors and affinity.

import type { Config, Pool, Route } from "./config.ts";
import type { Report } from "./report.ts";
import { quoted } from "./tree.ts";

export function checkMirror(route: Route, { places }: Config, report: Report): void {
  const { mirror, target } = route;
  if (mirror === undefined) return;
  if (target.pool === undefined) {
    const hint =
      "requests are copied as they are forwarded: write target: { pool: name }, or remove the mirror";
    report.error(places.key(route, "mirror"), "mirror-without-pool", "there is nothing to mirror", hint);
  } else if (target.pool === mirror.pool) {
    const message = `the mirror sends every request to ${quoted(mirror.pool)} twice`;
    const hint = "name another pool than the target's";
    report.error(places.value(mirror, "pool"), "mirror-to-itself", message, hint);
  }
}

export function checkAffinity(pool: Pool, { places }: Config, report: Report): void {
  const { affinity } = pool;
  if (affinity === undefined || affinity.sameSite !== "none" || affinity.secure === "always") return;
  const message = "browsers refuse a cookie with SameSite=None that is not Secure";
  report.error(places.value(affinity, "sameSite"), "insecure-cookie", message, "write secure: always");
}
