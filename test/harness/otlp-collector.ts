// An OpenTelemetry collector's receiver for OTLP over HTTP in JSON, as strict as its format: every field must
// be one of the proto files (opentelemetry/proto, v1), every value of its type in proto3's JSON mapping.

import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Cleanup } from "./program.ts";

type Check = (value: unknown, place: string) => void;

const isText: Check = (value, place) => assert.equal(typeof value, "string", place);
const isFlag: Check = (value, place) => assert.equal(typeof value, "boolean", place);
const isNumber: Check = (value, place) => assert.ok(Number.isFinite(value), place);
/** 64-bit integers are decimal strings. */
const isFixed64: Check = (value, place) => assert.match(String(value), /^(?:0|[1-9][0-9]{0,19})$/, place);
const isText64: Check = (value, place) => {
  isText(value, place);
  isFixed64(value, place);
};
const isHex =
  (chars: number): Check =>
  (value, place) => {
    assert.match(String(value), new RegExp(`^[0-9a-f]{${chars}}$`), place);
    assert.doesNotMatch(String(value), /^0+$/, place);
  };
const isOneOf =
  (...values: number[]): Check =>
  (value, place) =>
    assert.ok(values.includes(Number(value)) && typeof value === "number", place);
const listOf =
  (check: Check): Check =>
  (value, place) => {
    assert.ok(Array.isArray(value), place);
    for (const [i, item] of value.entries()) check(item, `${place}[${i}]`);
  };

/** A message: no field but those of the proto, and those that are asked for. */
function message(fields: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  return (value, place) => {
    assert.ok(typeof value === "object" && value !== null && !Array.isArray(value), place);
    for (const [name, each] of Object.entries(value)) {
      const check = fields[name];
      assert.ok(check !== undefined, `${place}.${name} is no field of the proto`);
      check(each, `${place}.${name}`);
    }
    for (const name of required) assert.ok(Object.hasOwn(value, name), `${place} has no ${name}`);
  };
}

const anyValue = message({
  stringValue: isText,
  intValue: isText64,
  doubleValue: isNumber,
  boolValue: isFlag,
});
const attribute = message({ key: isText, value: anyValue }, ["key", "value"]);
const attributes = listOf(attribute);
const resource = message({ attributes, droppedAttributesCount: isNumber });
const scope = message({ name: isText, version: isText, attributes });
const span = message(
  {
    traceId: isHex(32),
    spanId: isHex(16),
    parentSpanId: isHex(16),
    traceState: isText,
    flags: isNumber,
    name: isText,
    kind: isOneOf(1, 2, 3, 4, 5),
    startTimeUnixNano: isText64,
    endTimeUnixNano: isText64,
    attributes,
    status: message({ code: isOneOf(0, 1, 2), message: isText }),
  },
  ["traceId", "spanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano"],
);
const traces = message({
  resourceSpans: listOf(
    message({ resource, scopeSpans: listOf(message({ scope, spans: listOf(span), schemaUrl: isText })) }),
  ),
});

const numberPoint = message(
  { attributes, startTimeUnixNano: isText64, timeUnixNano: isText64, asDouble: isNumber, asInt: isText64 },
  ["timeUnixNano"],
);
const histogramPoint = message(
  {
    attributes,
    startTimeUnixNano: isText64,
    timeUnixNano: isText64,
    count: isText64,
    sum: isNumber,
    bucketCounts: listOf(isText64),
    explicitBounds: listOf(isNumber),
  },
  ["timeUnixNano", "count", "bucketCounts", "explicitBounds"],
);
const temporality = isOneOf(1, 2);
const metric = message(
  {
    name: isText,
    description: isText,
    unit: isText,
    gauge: message({ dataPoints: listOf(numberPoint) }),
    sum: message({
      dataPoints: listOf(numberPoint),
      aggregationTemporality: temporality,
      isMonotonic: isFlag,
    }),
    histogram: message({ dataPoints: listOf(histogramPoint), aggregationTemporality: temporality }),
  },
  ["name"],
);
const metrics = message({
  resourceMetrics: listOf(
    message({
      resource,
      scopeMetrics: listOf(message({ scope, metrics: listOf(metric), schemaUrl: isText })),
    }),
  ),
});

type Value = { readonly stringValue?: string; readonly intValue?: string };
type Attributes = readonly { readonly key: string; readonly value: Value }[];
export type ReceivedSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Attributes;
  readonly status: { readonly code?: number };
};
export type ReceivedPoint = {
  readonly attributes: Attributes;
  readonly asDouble?: number;
  readonly count?: string;
  readonly bucketCounts?: readonly string[];
};
export type ReceivedMetric = {
  readonly name: string;
  readonly unit: string;
  readonly sum?: { readonly dataPoints: readonly ReceivedPoint[] };
  readonly gauge?: { readonly dataPoints: readonly ReceivedPoint[] };
  readonly histogram?: { readonly dataPoints: readonly ReceivedPoint[] };
};

/** An answer instead of "all taken". */
export type CollectorAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Collector = {
  readonly endpoint: string;
  readonly spans: ReceivedSpan[];
  /** The last export of all. */
  metrics: ReceivedMetric[];
  resource: Record<string, string>;
  readonly headers: IncomingHttpHeaders[];
  /** What was wrong with a message; a test that ends with one here has failed. */
  readonly flaws: unknown[];
  /** Answers to come, first to last; then all is taken. */
  readonly answers: CollectorAnswer[];
};

export const valuesOf = (list: Attributes): Record<string, string> =>
  Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? ""]));

export async function startCollector(
  t: Cleanup,
  options: { readonly tls?: { readonly key: string; readonly cert: string } } = {},
): Promise<Collector> {
  const accept = (path: string, text: string): void => {
    const content = JSON.parse(text);
    if (path === "/v1/traces") {
      traces(content, "traces");
      for (const { resource: its, scopeSpans } of content.resourceSpans) {
        collector.resource = valuesOf(its.attributes);
        for (const { spans } of scopeSpans) collector.spans.push(...spans);
      }
    } else {
      assert.equal(path, "/v1/metrics");
      metrics(content, "metrics");
      collector.metrics = content.resourceMetrics[0].scopeMetrics[0].metrics;
    }
  };
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      collector.headers.push(request.headers);
      const answer = collector.answers.shift();
      try {
        assert.equal(request.method, "POST");
        assert.equal(request.headers["content-type"], "application/json");
        if (answer === undefined || answer.status === 200) accept(request.url ?? "", text);
      } catch (error) {
        collector.flaws.push(error);
      }
      response.writeHead(answer?.status ?? 200, { "content-type": "application/json", ...answer?.headers });
      response.end(answer?.body ?? "{}");
    });
  };
  const server: Server = options.tls ? createHttpsServer(options.tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const endpoint = `${options.tls ? "https" : "http"}://127.0.0.1:${address.port}`;
  const collector: Collector = {
    ...{ endpoint, spans: [], metrics: [], resource: {}, headers: [], flaws: [], answers: [] },
  };
  return collector;
}
