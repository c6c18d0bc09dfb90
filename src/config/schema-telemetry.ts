// The parts of the schema on what a node tells: access lines and their sinks, traces, OpenTelemetry.

import { Type } from "typebox";
import { defaultLimits } from "#kernel/limits.ts";
import { DURATION_PATTERN, printDuration } from "./duration.ts";
import { choice, duration, flag, formatted, keys, list, named, size, text, whole } from "./schema-form.ts";
import { printSize, SIZE_PATTERN } from "./size.ts";

const KIB = 2 ** 10;
const GIB = 2 ** 30;

const sinkCommon = {
  whenFull: choice(["wait", "drop"], {
    description:
      "What happens when the sink cannot keep up: `wait` leaves lines in the workers' rings, and all sinks wait with it; `drop` gives it a spool of its own and loses, counted, what does not fit.",
    default: "wait",
  }),
  spool: size(
    64 * KIB,
    GIB,
    printSize(defaultLimits.accessLog.spoolBytes),
    "Memory for lines not written yet, of a sink that drops.",
  ),
};

const tls = keys(
  {
    ca: Type.Optional(
      text({
        description: "The file of the authorities that the server's certificate may come from, in PEM.",
        defaultText: "the well-known public ones",
        minLength: 1,
      }),
    ),
    certificate: Type.Optional(
      text({ description: "The file of the certificate to show the server, in PEM.", minLength: 1 }),
    ),
    key: Type.Optional(text({ description: "The file of its private key, in PEM.", minLength: 1 })),
  },
  { description: "How the server is verified, and what it is shown.", default: {} },
);

const rotate = keys(
  {
    size: Type.Optional(
      formatted<number>("size", {
        description: "Rotates before the file grows beyond it.",
        defaultText: "size does not matter",
        minimum: 4 * KIB,
        maximum: 1024 * GIB,
        pattern: SIZE_PATTERN,
      }),
    ),
    age: Type.Optional(
      formatted<number>("duration", {
        description: "Rotates a file that is older.",
        defaultText: "age does not matter",
        minimum: 1000,
        pattern: DURATION_PATTERN,
      }),
    ),
    keep: whole(0, 10_000, {
      description: "Archives that are kept; the oldest go first.",
      default: defaultLimits.accessLog.maxArchives,
    }),
    compress: flag({ description: "Compresses archives with gzip.", default: false }),
  },
  { description: "Rotates the file by itself: by size, by age or by both.", examples: [{ size: "100MiB" }] },
);

export const sink = keys(
  {
    stdout: Type.Optional(keys(sinkCommon, { description: "Writes to standard output." })),
    file: Type.Optional(
      keys(
        {
          path: text({
            description: "The path of the file, relative to this file.",
            minLength: 1,
            examples: ["access.log"],
          }),
          rotate: Type.Optional(rotate),
          ...sinkCommon,
        },
        { description: "Writes to a file." },
      ),
    ),
    syslog: Type.Optional(
      keys(
        {
          url: formatted<{ readonly host: string; readonly port: number; readonly isTls: boolean }>(
            "syslog-url",
            {
              description:
                "The server: `tls://host:port` (RFC 5425) or `tcp://host:port`, both with octet counting.",
              examples: ["tls://logs.example.com:6514"],
            },
          ),
          facility: choice(
            [
              "user",
              "daemon",
              "auth",
              "authpriv",
              ...[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `local${i}` as const),
            ],
            { description: "The facility of the messages (RFC 5424 § 6.2.1).", default: "local0" },
          ),
          tls,
          timeout: duration(
            printDuration(defaultLimits.accessLog.syslogTimeoutMs),
            "How long the server may take for a connection, or for some bytes.",
          ),
          ...sinkCommon,
        },
        { description: "Sends to a syslog server (RFC 5424)." },
      ),
    ),
  },
  {
    description: "One place that access lines go to: exactly one of the keys.",
    minProperties: 1,
    maxProperties: 1,
    examples: [{ file: { path: "access.log" } }],
  },
);

const headerNames = (whose: string) =>
  list(
    formatted<string>("logged-header", {
      description: "A header's name; one that is likely a secret is refused.",
    }),
    { description: `Header fields of the ${whose} that stand in the line.`, default: [] },
  );

export const accessLog = keys(
  {
    sink: Type.Optional(
      text({
        description: "The short form of `sinks` with one of them: `stdout`, or the path of a file.",
        defaultText: "stdout, where there are no `sinks`",
        minLength: 1,
      }),
    ),
    sinks: list(sink, {
      description: "Where access lines go; every sink gets all of them.",
      default: [],
      examples: [[{ stdout: {} }, { file: { path: "access.log", rotate: { size: "100MiB" } } }]],
    }),
    whenFull: Type.Unsafe<number | "forever">({
      anyOf: [
        { type: "string", const: "forever" },
        { type: "string", format: "duration", minimum: 0, pattern: DURATION_PATTERN },
      ],
      description:
        "How long a worker that cannot write access lines stops reading new requests before it drops lines and counts them; `forever` never drops one.",
      default: printDuration(defaultLimits.accessLog.whenFullWaitMs),
    }),
    sample: formatted<number>("share", {
      description:
        "The share of successes that leave a line; the line says it. Refusals, errors and slow requests always leave one, and so does a request whose trace is sampled.",
      default: "100%",
      examples: [0.1],
    }),
    sampleSlowerThan: duration(
      printDuration(defaultLimits.accessLog.sampleSlowerThanMs),
      "A success that took longer always leaves a line.",
      0,
    ),
    headers: keys(
      { request: headerNames("request"), response: headerNames("response") },
      { description: "Header fields that stand in the line.", default: {} },
    ),
    scrub: keys(
      {
        parameters: list(text({ description: "The name of a parameter.", minLength: 1 }), {
          description:
            "Further parameters of URLs whose values are scrubbed; case, dashes and underscores do not matter.",
          default: [],
          examples: [["iban", "invite"]],
        }),
        paths: list(formatted<string>("scrubbed-path", { description: "A path that ends in `/*`." }), {
          description: "Paths below which everything is scrubbed: `/invite/*` leaves `/invite/[scrubbed]`.",
          default: [],
          examples: [["/invite/*"]],
        }),
      },
      { description: "What is scrubbed besides well-known secrets.", default: {} },
    ),
  },
  { description: "One line per request.", default: {} },
);

const otlp = keys(
  {
    endpoint: formatted<string>("otlp-url", {
      description:
        "The base URL of the collector for OTLP over HTTP; `/v1/traces` and `/v1/metrics` are added to it.",
      examples: ["https://collector.example.com:4318"],
    }),
    headers: named(formatted<string>("header-value", { description: "The value." }), {
      description: "Header fields to send along, such as a token.",
      default: {},
      examples: [{ authorization: "${env:OTLP_AUTHORIZATION}" }],
      propertyNames: {
        pattern: "^[!#$%&'*+\\-.^_`|~0-9A-Za-z]+$",
        description: "a header name holds letters, digits and - only (RFC 9110 §5.6.2)",
      },
    }),
    signals: list(choice(["traces", "metrics"], { description: "What is exported." }), {
      description: "What is exported.",
      default: ["traces", "metrics"],
      minItems: 1,
    }),
    timeout: duration(
      printDuration(defaultLimits.otlp.timeoutMs),
      "How long the collector may take to answer.",
    ),
    tls,
    queue: whole(1, 1_000_000, {
      description: "Spans that wait for their export; what comes beyond them is dropped and counted.",
      default: defaultLimits.otlp.maxQueuedSpans,
    }),
    metricInterval: duration(
      printDuration(defaultLimits.otlp.metricIntervalMs),
      "The time between two exports of the metrics.",
      1000,
    ),
    resource: named(text({ description: "The value." }), {
      description:
        "Attributes of the resource. `service.name` is portcullis and `service.instance.id` the node's name where they are not written.",
      default: {},
      examples: [{ "deployment.environment.name": "production" }],
    }),
  },
  { description: "Exports to an OpenTelemetry collector, as OTLP over HTTP in JSON." },
);

export const telemetry = keys(
  {
    traces: keys(
      {
        sampleRatio: Type.Optional(
          formatted<number>("share", {
            description:
              "The share of the traces begun here that are sampled. A trace that goes on here is sampled where its parent is.",
            defaultText: "5% where traces are exported, else 0",
            examples: [0.01],
          }),
        ),
        trustTraceparent: choice(["trusted-hops", "everyone"], {
          description:
            "Whose `traceparent` is believed. Of anybody else a new trace begins: a stranger could join a trace that he knows, or have all of his requests sampled.",
          default: "trusted-hops",
        }),
      },
      { description: "W3C trace context.", default: {} },
    ),
    otlp: Type.Optional(otlp),
  },
  { description: "Traces, and where traces and metrics are exported to.", default: {} },
);
