// The `run` of an edge rule: what a function of the operator's own sees of a request, and what it decided.

import { isDeepStrictEqual } from "node:util";
import { ASKED, FAILED_SIGN, headText } from "#function/prelude.ts";
import type { SandboxCall } from "#function/sandbox.ts";
import { type FunctionResult, SandboxedFunction } from "#function/sandboxed-function.ts";
import { CookiePairs } from "#http/cookie-pairs.ts";
import { joinedValues } from "#http/exchange.ts";
import { type Answer, whenAnswered } from "#kernel/answer.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { FunctionSpec } from "#snapshot/function-spec.ts";
import type { FunctionMeter, GatewayMetrics, GatewayPorts } from "../gateway-port.ts";
import type { RoutedExchange } from "../rewrite/exchange-value.ts";

const { maxNames } = defaultLimits.functions;

export type EdgeFunctions = ReadonlyMap<string, EdgeFunction>;

type Ports = Pick<GatewayPorts, "now"> & { readonly metrics: Pick<GatewayMetrics, "functionMeter"> };

/**
 * Yields while sandboxes are made: a runtime is in use only when all of its functions are. What did not
 * change stays, with what its script keeps, and cannot fail to load.
 */
export function* buildFunctions(
  specs: readonly FunctionSpec[],
  previous: EdgeFunctions,
  ports: Ports,
): Generator<Promise<unknown>, EdgeFunctions> {
  const functions = new Map<string, EdgeFunction>();
  for (const spec of specs) {
    const old = previous.get(spec.name);
    if (old !== undefined && isDeepStrictEqual(old.spec, spec)) {
      functions.set(spec.name, old);
      continue;
    }
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
  readonly spec: FunctionSpec;
  readonly #sandboxed: SandboxedFunction;
  readonly #meter: FunctionMeter;
  readonly #now: () => number;

  constructor(spec: FunctionSpec, sandboxed: SandboxedFunction, { metrics, now }: Ports) {
    this.spec = spec;
    this.#sandboxed = sandboxed;
    this.#meter = metrics.functionMeter(spec.name);
    this.#now = now;
  }

  /** A promise only where its sandbox has to be made anew. */
  run(x: RoutedExchange): Answer<FunctionResult> {
    const startedMs = this.#now();
    const result = this.#sandboxed.run({ head: headOf(x), ask: membersOf(x) });
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

/** What nothing is spent on where the function does not ask for it, and once where it asks again. */
function membersOf(x: RoutedExchange): SandboxCall["ask"] {
  let headers: ReadonlyMap<string, string> | undefined;
  let cookies: ReadonlyMap<string, string> | undefined;
  return (member, name) => {
    switch (member) {
      case ASKED.headers:
        headers ??= joinedValues(x.head.fields);
        return objectText(headers, "headers");
      case ASKED.rawHeaders:
        return JSON.stringify(x.head.fields.map((field) => [field.name, field.value]));
      case ASKED.cookies:
        cookies ??= firstCookies(x);
        return objectText(cookies, "cookies");
      case ASKED.header:
        headers ??= joinedValues(x.head.fields);
        return headers.get(name.toLowerCase());
      case ASKED.cookie:
        cookies ??= firstCookies(x);
        return cookies.get(name);
      default:
        x.judgeBot();
        return JSON.stringify({ class: x.bot, name: x.botName });
    }
  };
}

/** The sandbox's own hash of names has no seed: with many that were chosen for it they make one long list. */
function objectText(members: ReadonlyMap<string, string>, what: string): string {
  if (members.size > maxNames) return `${FAILED_SIGN}the request has more than ${maxNames} ${what}`;
  return JSON.stringify(Object.fromEntries(members));
}

/** The first of each name, as conditions see them. */
function firstCookies({ head }: RoutedExchange): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const pairs = new CookiePairs(head.fields);
  while (pairs.next()) {
    const { name } = pairs;
    if (!found.has(name)) found.set(name, pairs.value);
  }
  return found;
}
