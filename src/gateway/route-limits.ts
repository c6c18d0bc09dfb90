// What one route limits otherwise than the node: judged when the route is known, and for a body whose length
// is not, while it comes.

import type { BodySink, BodySource } from "#http/body.ts";
import { type Ending, type Outcome, refuse } from "#http/exchange.ts";
import type { Field } from "#http/field.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import type { RouteLimitSpec } from "#snapshot/limit-spec.ts";
import type { GatewayExchange } from "./gateway-exchange.ts";

/** Requests under way; kept from one runtime to the next. */
type Load = { active: number };

/** The loads of a runtime, by site and route. */
export class LoadTable {
  private readonly loads = new Map<string, Load>();
  private previous: ReadonlyMap<string, Load>;

  constructor(previous: LoadTable | undefined) {
    this.previous = previous?.loads ?? new Map();
  }

  /** No more are asked for: those that nothing limits any more are forgotten. */
  close(): void {
    this.previous = this.loads;
  }

  /** @param route empty for the site as a whole */
  load(site: string, route: string): Load {
    const key = `${site}\n${route}`;
    const load = this.loads.get(key) ?? this.previous.get(key) ?? { active: 0 };
    this.loads.set(key, load);
    return load;
  }
}

export type LoadLimit = { readonly load: Load; readonly limit: number };

export type RouteLimits = Omit<RouteLimitSpec, "concurrentRequests"> & {
  /** Of the route and of its site. */
  readonly loads: readonly LoadLimit[];
};

/** Seconds after which a client of a busy route may try again. */
const RETRY_AFTER_S = 1;

export function enforceLimits(x: GatewayExchange, limits: RouteLimits): Outcome {
  const { head, body } = x;
  if (head.fields.length > limits.headerCount) return refuse("too-many-fields", "over the route's limit");
  if (Math.max(body.declaredBytes, body.prefix.length) > limits.bodyBytes) {
    return refuse("body-too-large", "over the route's limit");
  }
  const busy = takeLoads(x, limits.loads);
  if (busy !== undefined) return busy;
  if (body.rest !== undefined) {
    if (limits.bodyTimeoutMs > 0) body.pauseLimitMs = limits.bodyTimeoutMs;
    if (body.declaredBytes < 0) body.rest = new LimitedBody(body.rest, limits.bodyBytes - body.prefix.length);
  }
  return undefined;
}

/** Counts the request among those under way; undefined where there is room for it. */
export function takeLoads(
  x: Pick<GatewayExchange, "loads">,
  loads: readonly LoadLimit[],
): Ending | undefined {
  for (const { load, limit } of loads) {
    if (load.active >= limit) {
      return { kind: "refuse", code: "route-busy", detail: "", retryAfterS: RETRY_AFTER_S };
    }
  }
  for (const { load } of loads) load.active++;
  x.loads = loads;
  return undefined;
}

/** The request counts no more: it is recorded, or waits before it is let in. */
export function releaseLoads(x: Pick<GatewayExchange, "loads">): void {
  for (const { load } of x.loads) load.active--;
  x.loads = NO_LOADS;
}

export const NO_LOADS: readonly LoadLimit[] = [];

/** A body that must not grow beyond a length. */
class LimitedBody implements BodySource, BodySink {
  private readonly source: BodySource;
  private leftBytes: number;
  private sink: BodySink | undefined;

  constructor(source: BodySource, limitBytes: number) {
    this.source = source;
    this.leftBytes = limitBytes;
  }

  start(sink: BodySink): void {
    this.sink = sink;
    this.source.start(this);
  }

  resume(): void {
    this.source.resume();
  }

  cancel(): void {
    this.sink = undefined;
    this.source.cancel();
  }

  data(chunk: string): boolean {
    this.leftBytes -= chunk.length;
    if (this.sink === undefined || this.leftBytes >= 0) return this.sink?.data(chunk) ?? true;
    const { sink } = this;
    this.cancel();
    sink.fail("body-too-large");
    return true;
  }

  end(trailers: readonly Field[]): void {
    this.sink?.end(trailers);
  }

  fail(reason: FaultCode): void {
    this.sink?.fail(reason);
  }
}
