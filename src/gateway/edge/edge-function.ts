// The `run` of an edge rule: what a function of the operator's own sees of a request, and what it decided.

import { ASKED, headText } from "#function/prelude.ts";
import { type FunctionResult, SandboxedFunction } from "#function/sandboxed-function.ts";
import { type Answer, whenAnswered } from "#kernel/answer.ts";
import type { FunctionSpec } from "#snapshot/function-spec.ts";
import type { FunctionMeter, GatewayMetrics, GatewayPorts } from "../gateway-port.ts";
import { cookieOf, type RoutedExchange } from "../rewrite/exchange-value.ts";

export type EdgeFunctions = ReadonlyMap<string, EdgeFunction>;

type Ports = Pick<GatewayPorts, "now"> & { readonly metrics: Pick<GatewayMetrics, "functionMeter"> };

/** Yields while sandboxes are made: a runtime is in use only when all of its functions are. */
export function* buildFunctions(
  specs: readonly FunctionSpec[],
  ports: Ports,
): Generator<Promise<unknown>, EdgeFunctions> {
  const functions = new Map<string, EdgeFunction>();
  for (const spec of specs) {
    yield SandboxedFunction.open(spec, ports.now).then((opened) => {
      if (!(opened instanceof SandboxedFunction)) {
        throw new Error(`the function ${spec.name} cannot be loaded: ${opened.message}`);
      }
      functions.set(spec.name, new EdgeFunction(spec, opened, ports));
    });
  }
  return functions;
}

export class EdgeFunction {
  readonly name: string;
  readonly onFailure: "deny" | "pass";
  readonly #sandboxed: SandboxedFunction;
  readonly #meter: FunctionMeter;
  readonly #now: () => number;

  constructor({ name, onFailure }: FunctionSpec, sandboxed: SandboxedFunction, { metrics, now }: Ports) {
    this.name = name;
    this.onFailure = onFailure;
    this.#sandboxed = sandboxed;
    this.#meter = metrics.functionMeter(name);
    this.#now = now;
  }

  /** A promise only where its sandbox has to be made anew. */
  run(x: RoutedExchange): Answer<FunctionResult> {
    const startedMs = this.#now();
    const result = this.#sandboxed.run({ head: headOf(x), ask: (member, name) => memberOf(x, member, name) });
    return whenAnswered(result, (known) => {
      const outcome = known.kind === "failed" ? known.failure.kind : known.kind;
      this.#meter.ran(outcome, (this.#now() - startedMs) / 1000);
      return known;
    });
  }
}

function headOf(x: RoutedExchange): string {
  const { head, path, scheme, listener, site, clientAddress: address, country, tlsVersion, ja4, tags } = x;
  const { method, host } = head;
  const [query, id, time] = [x.query.slice(1), x.requestId, Math.floor(x.startedAtMs)];
  const from = { address, country, tlsVersion, ja4 };
  return headText({ method, path, query, host, scheme, listener, site, ...from, id, time, tags });
}

/** What nothing is spent on where the function does not ask for it. */
function memberOf(x: RoutedExchange, member: number, name: string): string | undefined {
  switch (member) {
    case ASKED.headers:
      return JSON.stringify(Object.fromEntries(joinedHeaders(x)));
    case ASKED.rawHeaders:
      return JSON.stringify(x.head.fields.map(({ name, value }) => [name, value]));
    case ASKED.cookies:
      return JSON.stringify(Object.fromEntries(cookies(x)));
    case ASKED.header:
      return x.requestHeader(name.toLowerCase());
    case ASKED.cookie:
      return cookieOf(x.head.fields, name);
    default:
      x.judgeBot();
      return JSON.stringify({ class: x.bot, name: x.botName });
  }
}

function joinedHeaders(x: RoutedExchange): ReadonlyMap<string, string> {
  const joined = new Map<string, string>();
  for (const { key } of x.head.fields) if (!joined.has(key)) joined.set(key, x.requestHeader(key) ?? "");
  return joined;
}

/** The first of each name, as conditions see them. */
function cookies({ head }: RoutedExchange): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { key, value } of head.fields) {
    if (key !== "cookie") continue;
    for (const pair of value.split(";")) {
      const equals = pair.indexOf("=");
      const name = pair.slice(0, equals).trim();
      if (equals > 0 && !found.has(name)) found.set(name, pair.slice(equals + 1).trim());
    }
  }
  return found;
}
