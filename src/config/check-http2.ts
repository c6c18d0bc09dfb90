// Cross checks of what is said of HTTP/2: limits for a listener that does not speak it, windows that cannot
// be used, and WebSocket to backends that cannot be asked for it.

import type { Config, Pool, Route } from "./config.ts";
import type { Report } from "./report.ts";
import { quoted } from "./tree.ts";

type Listener = Config["listeners"] extends ReadonlyMap<string, infer L> ? L : never;

export function checkHttp2(config: Config, report: Report): void {
  for (const [name, listener] of config.listeners) checkListener(name, listener, config, report);
  for (const { routes } of config.sites.values()) {
    for (const route of routes.values()) checkWebSocket(route, config, report);
  }
}

function checkListener(name: string, listener: Listener, { places }: Config, report: Report): void {
  const { http2, http2Limits, tls } = listener;
  if (places.isWritten(listener, "http2Limits") && !(http2 ?? tls !== undefined)) {
    const message = `"http2Limits" has no effect: the listener ${quoted(name)} does not speak HTTP/2`;
    report.error(
      places.key(listener, "http2Limits"),
      "without-effect",
      message,
      "add http2: true, or remove it",
    );
  }
  checkPenalty(http2Limits, places, report);
  if (http2Limits.streamWindow <= http2Limits.connectionWindow) return;
  const key = places.isWritten(http2Limits, "streamWindow") ? "streamWindow" : "connectionWindow";
  const message = '"streamWindow" is larger than "connectionWindow", which is for all streams together';
  const hint = "make connectionWindow at least as large as streamWindow";
  report.error(places.value(http2Limits, key), "limits-disagree", message, hint);
}

function checkPenalty(limits: Listener["http2Limits"], places: Config["places"], report: Report): void {
  if (limits.penalty <= limits.maxPenalty) return;
  const key = places.isWritten(limits, "penalty") ? "penalty" : "maxPenalty";
  const message = '"penalty" is longer than "maxPenalty", which it grows to';
  const hint = "make maxPenalty at least as long as penalty";
  report.error(places.value(limits, key), "limits-disagree", message, hint);
}

/** RFC 8441 is not spoken to members: their connections are shared, and a tunnel has one to itself. */
function checkWebSocket(route: Route, { pools, places }: Config, report: Report): void {
  const { webSocket, target } = route;
  const pool: Pool | undefined = target.pool === undefined ? undefined : pools.get(target.pool);
  if (webSocket === undefined || pool?.protocol !== "http2") return;
  const message = `WebSocket does not go to the pool ${quoted(target.pool ?? "")}, which speaks HTTP/2`;
  const hint = "lead the route to a pool with protocol: http1, or remove `webSocket`";
  report.error(places.key(route, "webSocket"), "protocols-disagree", message, hint);
}
