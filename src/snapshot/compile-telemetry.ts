// Configuration → what workers do for telemetry, and what control does with it.

import type { AccessSink, Config } from "#config/config.ts";
import { besideFile } from "#config/source.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { AccessRules } from "#telemetry/access-rules.ts";
import type { OtlpSpec } from "#telemetry/otlp-spec.ts";
import { pathAsRead, squeezedKey } from "#telemetry/scrub.ts";
import type { SinkSpec, TlsSpec } from "#telemetry/sink-spec.ts";
import type { TraceSpec } from "./snapshot.ts";
import type { TelemetrySpec } from "./telemetry-spec.ts";

const DEFAULT_RATIO = 0.05;

export function compileAccessLog({ accessLog }: Config): AccessRules {
  const { whenFull, sample, sampleSlowerThan, headers, scrub } = accessLog;
  return {
    whenFullWaitMs: whenFull === "forever" ? Number.POSITIVE_INFINITY : whenFull,
    sample,
    sampleSlowerThanMs: sampleSlowerThan,
    requestHeaders: headers.request,
    responseHeaders: headers.response,
    scrub: {
      parameters: new Set(scrub.parameters.map(squeezedKey)),
      paths: scrub.paths.map((path) => pathAsRead(path.slice(0, -2))),
    },
  };
}

export function compileTraces({ telemetry }: Config): TraceSpec {
  const { trustTraceparent, sampleRatio } = telemetry.traces;
  return {
    trustsEveryone: trustTraceparent === "everyone",
    sampleRatio: sampleRatio ?? (telemetry.otlp?.signals.includes("traces") === true ? DEFAULT_RATIO : 0),
  };
}

export function compileTelemetry(config: Config): TelemetrySpec {
  const { accessLog, places } = config;
  const { sink, sinks } = accessLog;
  const otlp = compileOtlp(config);
  const wafSinks = orStdout(config.wafLog.sinks.map((each) => compileSink(each, config)));
  const rest = { wafSinks, otlp };
  if (sinks.length > 0) return { sinks: sinks.map((each) => compileSink(each, config)), ...rest };
  if (sink === undefined || sink === "stdout") return { sinks: orStdout([]), ...rest };
  const path = besideFile(places.value(accessLog, "sink"), sink);
  return { sinks: [{ kind: "file", path, rotate: undefined, ...waiting }], ...rest };
}

const orStdout = (sinks: readonly SinkSpec[]): readonly SinkSpec[] =>
  sinks.length > 0 ? sinks : [{ kind: "stdout", ...waiting }];

const waiting = { whenFull: "wait", spoolBytes: defaultLimits.accessLog.spoolBytes } as const;

function compileSink({ stdout, file, syslog }: AccessSink, config: Config): SinkSpec {
  if (file !== undefined) {
    const { rotate } = file;
    return {
      kind: "file",
      path: besideFile(config.places.value(file, "path"), file.path),
      rotate: rotate && {
        sizeBytes: rotate.size ?? Number.POSITIVE_INFINITY,
        ageMs: rotate.age ?? Number.POSITIVE_INFINITY,
        keep: rotate.keep,
        compress: rotate.compress,
      },
      ...commonOf(file),
    };
  }
  if (syslog === undefined) return { kind: "stdout", ...(stdout === undefined ? waiting : commonOf(stdout)) };
  return {
    kind: "syslog",
    host: syslog.url.host,
    port: syslog.url.port,
    tls: syslog.url.isTls ? tlsOf(syslog.tls, config) : undefined,
    facility: facilities[syslog.facility] ?? LOCAL0,
    hostName: config.node.name,
    timeoutMs: syslog.timeout,
    ...commonOf(syslog),
  };
}

const commonOf = ({ whenFull, spool }: { readonly whenFull: "wait" | "drop"; readonly spool: number }) => ({
  whenFull,
  spoolBytes: spool,
});

/** RFC 5424 §6.2.1, table 1. */
const LOCAL0 = 16;
const facilities: Readonly<Record<string, number>> = {
  user: 1,
  daemon: 3,
  auth: 4,
  authpriv: 10,
  ...Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`local${i}`, LOCAL0 + i])),
};

function tlsOf(tls: object, { tlsFiles }: Config): TlsSpec {
  return tlsFiles.get(tls) ?? { ca: "", certificate: "", key: "" };
}

function compileOtlp(config: Config): OtlpSpec | undefined {
  const { otlp } = config.telemetry;
  if (otlp === undefined) return undefined;
  return {
    endpoint: otlp.endpoint,
    headers: Object.fromEntries(otlp.headers),
    timeoutMs: otlp.timeout,
    tls: tlsOf(otlp.tls, config),
    exportsTraces: otlp.signals.includes("traces"),
    exportsMetrics: otlp.signals.includes("metrics"),
    queuedSpans: otlp.queue,
    metricIntervalMs: otlp.metricInterval,
    resource: {
      "service.name": "portcullis",
      "service.instance.id": config.node.name,
      ...Object.fromEntries(otlp.resource),
    },
    routePaths: routePathsOf(config),
  };
}

function routePathsOf({ sites }: Config): Record<string, string> {
  const paths: Record<string, string> = {};
  for (const [site, { routes }] of sites) {
    for (const [route, { path }] of routes) paths[`${site}\n${route}`] = path;
  }
  return paths;
}
