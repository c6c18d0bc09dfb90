// A snapshot in a few lines that a person can check.

import { wellKnownBots } from "#bot/well-known-bots.ts";
import { printDuration } from "#config/duration.ts";
import { printSize } from "#config/size.ts";
import type { Template, Variable } from "#http/template.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { ErrorSpec } from "#snapshot/error-spec.ts";
import type { RouteFeatures } from "#snapshot/feature-spec.ts";
import type { ListenerSpec, ListenerTlsSpec } from "#snapshot/listener-spec.ts";
import type { RewriteSpec } from "#snapshot/rewrite-spec.ts";
import type { PoolSpec, RouteSpec, SiteSpec, Snapshot, TargetSpec } from "#snapshot/snapshot.ts";
import type { TelemetrySpec } from "#snapshot/telemetry-spec.ts";
import type { OtlpSpec } from "#telemetry/otlp-spec.ts";
import type { SinkSpec, TlsSpec } from "#telemetry/sink-spec.ts";

export function snapshotSummary(snapshot: Snapshot, { sinks, otlp }: TelemetrySpec): string[] {
  const { limits, accessLog } = snapshot;
  const wait = Number.isFinite(accessLog.whenFullWaitMs)
    ? printDuration(accessLog.whenFullWaitMs)
    : "for ever";
  return [
    `node ${snapshot.nodeName}`,
    ...snapshot.listeners.flatMap(listenerLines),
    ...snapshot.networks.map(({ name }, i) => `network ${i} ${name}`),
    ...screenLines("screen", snapshot.screen),
    ...snapshot.listeners.flatMap(({ name, screen }) => screenLines(`screen of ${name}`, screen)),
    ...botLines(snapshot.bots),
    ...snapshot.sites.flatMap((site) => siteLines(site)),
    ...snapshot.pools.flatMap((pool) => poolLines(pool)),
    `limits ${[limits.requestLineBytes, limits.headBytes, limits.bodyBytes].map(printSize).join(" ")}, ` +
      `${limits.headerCount} headers, ${timesOf(limits).map(printDuration).join(" ")}`,
    `access log ${sinks.map(sinkText).join(" and ")}, waits ${wait}`,
    ...telemetryLines(snapshot),
    ...(otlp === undefined ? [] : [otlpText(otlp)]),
  ];
}

function screenLines(whose: string, { allow, deny }: Snapshot["screen"]): string[] {
  return allow.length + deny.length === 0
    ? []
    : [`${whose}: allow ${allow.join(" ")}, deny ${deny.join(" ")}`];
}

/** Well-known bots as they stand in our table are left out. */
function botLines({ classifiesAll, nameServers, good, badAgents, badNetworks }: Snapshot["bots"]): string[] {
  const own = good.filter((each) => !wellKnownBots.includes(each));
  const bad = [...badAgents, ...badNetworks.map((network) => `network ${network}`)];
  return [
    ...(classifiesAll ? ["bots of all requests"] : []),
    ...(nameServers.length === 0 ? [] : [`bots ask ${nameServers.join(" ")}`]),
    ...own.map(
      ({ name, agents, hosts, networks }) =>
        `bot ${name}: ${agents.join(" ")}, hosts ${hosts.join(" ")}, networks ${networks.join(" ")}`,
    ),
    ...(bad.length === 0 ? [] : [`bad bots: ${bad.join(" ")}`]),
  ];
}

function sinkText(sink: SinkSpec): string {
  const drops = sink.whenFull === "drop" ? ` dropping beyond ${printSize(sink.spoolBytes)}` : "";
  if (sink.kind === "stdout") return `stdout${drops}`;
  if (sink.kind === "file") {
    const { rotate } = sink;
    const rotation =
      rotate === undefined
        ? ""
        : ` rotated at ${rotate.sizeBytes} bytes or ${rotate.ageMs} ms, keeping ${rotate.keep}${rotate.compress ? " compressed" : ""}`;
    return `${sink.path}${rotation}${drops}`;
  }
  const { host, port, tls, facility, timeoutMs } = sink;
  const security = tls === undefined ? "tcp" : tlsText(tls);
  return `syslog ${security} ${host} port ${port} facility ${facility} ${printDuration(timeoutMs)}${drops}`;
}

function tlsText({ ca, certificate, key }: TlsSpec): string {
  return `tls ca ${ca.length} certificate ${certificate.length} key ${key.length}`;
}

/** What differs from what is usual. */
function telemetryLines({ accessLog, traces }: Snapshot): string[] {
  const { sample, sampleSlowerThanMs, requestHeaders, responseHeaders, scrub } = accessLog;
  const headers = [...requestHeaders, ...responseHeaders.map((key) => `response ${key}`)];
  const scrubbed = [...scrub.parameters, ...scrub.paths];
  return [
    ...(sample < 1 ? [`sample ${sample}, slower than ${printDuration(sampleSlowerThanMs)}`] : []),
    ...(headers.length > 0 ? [`headers ${headers.join(" ")}`] : []),
    ...(scrubbed.length > 0 ? [`scrub ${scrubbed.join(" ")}`] : []),
    ...(traces.sampleRatio > 0 || traces.trustsEveryone
      ? [`traces ${traces.sampleRatio} of ${traces.trustsEveryone ? "everyone" : "trusted hops"}`]
      : []),
  ];
}

function otlpText(otlp: OtlpSpec): string {
  const signals = [otlp.exportsTraces ? "traces" : "", otlp.exportsMetrics ? "metrics" : ""].join(" ").trim();
  const pairs = (record: Readonly<Record<string, string>>) => JSON.stringify(record).replaceAll('"', "");
  return (
    `otlp ${otlp.endpoint} ${signals}, ${pairs(otlp.headers)}, ${printDuration(otlp.timeoutMs)}, ` +
    `${tlsText(otlp.tls)}, ${otlp.queuedSpans} spans, every ${printDuration(otlp.metricIntervalMs)}, ` +
    `${pairs(otlp.resource)}, ${pairs(otlp.routePaths).replaceAll("\\n", "/")}`
  );
}

const usual = new Map<string, number>(Object.entries(defaultLimits.http2));

function listenerLines(listener: ListenerSpec): string[] {
  const { name, address, port, maxConnections, http2, tls, proxyProtocol, requireIdentity } = listener;
  const protocol = http2 ? ", http2" : "";
  const lines = [`listener ${name} ${address} port ${port}, ${maxConnections} connections${protocol}`];
  const limits = Object.entries(listener.http2Limits).filter(([key, value]) => usual.get(key) !== value);
  if (limits.length > 0) lines.push(`  ${limits.map(([key, value]) => `${key} ${value}`).join(", ")}`);
  if (tls !== undefined) lines.push(...listenerTlsLines(tls));
  if (proxyProtocol !== "off") lines.push(`  PROXY protocol ${proxyProtocol}`);
  if (requireIdentity !== undefined) {
    const asked = [
      ...requireIdentity.networks.map((index) => `network:${index}`),
      ...requireIdentity.certificates.map(({ kind, value }) => `${kind} ${JSON.stringify(value)}`),
    ];
    lines.push(`  identity ${asked.join(", ")}`);
  }
  return lines;
}

function listenerTlsLines(tls: ListenerTlsSpec): string[] {
  const { mode, authorities, revocationLists } = tls.clientCertificates;
  const { localAuthority } = tls;
  return [
    `  ${tls.minVersion}, handshake ${printDuration(tls.handshakeTimeoutMs)}, tickets ${printDuration(tls.ticketRotationMs)}, ` +
      `clients ${mode}, ${authorities.length} authorities, ${revocationLists.length} revocation lists`,
    ...tls.certificates.map(
      ({ name, names, ocsp }) =>
        `  certificate ${name} ${names.join(" ")}${ocsp === undefined ? "" : ", stapled"}`,
    ),
    ...(localAuthority === undefined
      ? []
      : [`  local authority ${localAuthority.folder} ${localAuthority.names.join(" ")}`]),
  ];
}

function timesOf(limits: Snapshot["limits"]): number[] {
  const { headTimeoutMs, bodyTimeoutMs, requestTimeoutMs, idleTimeoutMs, drainTimeoutMs } = limits;
  return [headTimeoutMs, bodyTimeoutMs, requestTimeoutMs, idleTimeoutMs, drainTimeoutMs];
}

function siteLines({ name, hosts, listeners, path, rewrites, errors, routes }: SiteSpec): string[] {
  const rules = Object.values(path).map(String).join(" ");
  return [
    `site ${name} ${hosts.join(" ")} on ${listeners.length === 0 ? "every listener" : listeners.join(" ")}, path ${rules}`,
    ...rewrites.map((rewrite) => `  ${rewriteLine(rewrite)}`),
    ...errors.map((error) => `  ${errorLine(error)}`),
    ...routes.flatMap((route) => [`  ${routeLine(route)}`, ...featureLines(route.features)]),
  ];
}

function routeLine({ name, path, methods, headers, networks, listeners, target }: RouteSpec): string {
  const asked = [
    ...methods,
    ...headers.map(({ key, value }) => (value === undefined ? key : `${key}=${value}`)),
    ...networks.map((index) => `network:${index}`),
    ...listeners.map((listener) => `listener:${listener}`),
  ];
  return `${name}: ${path.kind} ${JSON.stringify(path.path)} ${asked.map((text) => `${text} `).join("")}→ ${targetText(target)}`;
}

function featureLines({ rewrites, errors, limits, mirror }: RouteFeatures): string[] {
  const limited = Object.entries(limits).filter(([, value]) => value >= 0);
  return [
    ...(limited.length === 0
      ? []
      : [`    limits ${limited.map(([name, value]) => `${name} ${value}`).join(", ")}`]),
    ...(mirror === undefined
      ? []
      : [
          `    mirror ${Object.entries(mirror)
            .map(([name, value]) => `${name} ${value}`)
            .join(", ")}`,
        ]),
    ...rewrites.map((rewrite) => `    ${rewriteLine(rewrite)}`),
    ...errors.map((error) => `    ${errorLine(error)}`),
  ];
}

function errorLine({
  on,
  status,
  contentType,
  body,
  fields,
  interceptBackend,
  offersProblem,
}: ErrorSpec): string {
  const text = body?.map((part) => (typeof part === "string" ? part : `{${part.name}}`)).join("");
  const words = [
    status === 0 ? "" : String(status),
    text === undefined ? "problem" : `${contentType} ${JSON.stringify(text)}`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
    interceptBackend ? "backend's too" : "",
    offersProblem ? "or problem" : "",
  ];
  return `error ${on}: ${words.filter((word) => word !== "").join(", ")}`;
}

function rewriteLine(rewrite: RewriteSpec): string {
  const { when, path, query, host, reroute } = rewrite;
  const conditions = when.map(({ variable, operator, operand, network, ignoreCase, negate }) => {
    const words = [negate ? "not" : "", nameOf(variable), operator, operand, ignoreCase ? "in any case" : ""];
    return [...words, network < 0 ? "" : String(network)].filter((word) => word !== "").join(" ");
  });
  const edits = [...rewrite.requestFields, ...rewrite.parameters, ...rewrite.responseFields];
  const changes = [
    path === undefined ? "" : `path ${templateText(path)}`,
    query === undefined ? "" : `query ${templateText(query)}`,
    host === undefined ? "" : `host ${host === "pool" ? host : host.authority}`,
    ...edits.map(({ kind, name, value }) => `${kind} ${name} ${templateText(value)}`.trim()),
    reroute ? "reroute" : "",
  ];
  const conditionsText = conditions.length === 0 ? "always" : conditions.join(" and ");
  const whose = rewrite.isOnResponse ? "response" : "request";
  return `rewrite ${whose}, ${conditionsText}: ${changes.filter((change) => change !== "").join(", ")}`;
}

const nameOf = ({ name, key }: Variable): string => name.replace("*", key);

const templateText = (template: Template): string =>
  template.map((part) => (typeof part === "string" ? part : `{${nameOf(part)}}`)).join("");

function targetText(target: TargetSpec): string {
  switch (target.kind) {
    case "pool":
      return `pool ${target.pool}`;
    case "redirect":
      return `redirect ${target.status} ${templateText(target.location)}${target.keepsQuery ? " with query" : ""}`;
    case "respond":
      return `respond ${target.status} ${target.contentType} ${JSON.stringify(Buffer.from(target.body, "latin1").toString())}`;
    case "sinkpool":
      return `sinkpool ${target.name} ${target.status}`;
    case "guard":
      return `guard ${target.document}`;
    case "reports":
      return "guard reports";
  }
}

function poolLines(pool: PoolSpec): string[] {
  const times = [pool.connectTimeoutMs, pool.responseTimeoutMs, pool.bodyTimeoutMs, pool.idleTimeoutMs];
  return [
    `pool ${pool.name} ${pool.balance}, idle ${pool.maxIdle} of ${pool.maxConnections}, ` +
      `${times.map(printDuration).join(" ")}, ${pool.ejectAfterFailures} failures eject for ${printDuration(pool.ejectionMs)}`,
    ...(pool.affinity === undefined
      ? []
      : [`  affinity ${Object.values({ ...pool.affinity, key: "" }).join(" ")}`]),
    `  drains ${printDuration(pool.drainTimeoutMs)}, ${pool.retry.attempts} attempts, again after ${againAfter(pool)}`,
    ...detailLines(pool).map((line) => `  ${line}`),
    ...pool.members.map(({ host, port, weight, priority, isTls }) => {
      return `  ${isTls ? "tls " : ""}${host} port ${port} weight ${weight} priority ${priority}`;
    }),
  ];
}

function againAfter({ retry }: PoolSpec): string {
  const statuses = retry.statuses.map(({ from, to }) => `${from}-${to}`);
  return [...retry.reasons, ...statuses].join(" ");
}

/** What is off unless it is written. */
function detailLines({
  probe,
  breaker,
  hedgeAfterMs,
  tls,
  names,
  sourceAddress,
  proxyProtocol,
}: PoolSpec): string[] {
  const lines: string[] = [];
  if (probe !== undefined)
    lines.push(`health check ${probe.method} ${probe.path} ${printDuration(probe.intervalMs)}`);
  if (breaker !== undefined)
    lines.push(
      `breaker ${breaker.failures} ${breaker.percentage}% trips for ${printDuration(breaker.tripMs)}`,
    );
  if (hedgeAfterMs > 0) lines.push(`hedges after ${printDuration(hedgeAfterMs)}`);
  if (tls !== undefined)
    lines.push(
      `tls ${tls.minVersion} ${tls.verify ? "verified" : "not verified"} ${tls.serverName}`.trimEnd(),
    );
  if (names.servers.length > 0) lines.push(`names from ${names.servers.join(" ")}`);
  if (sourceAddress !== "") lines.push(`from ${sourceAddress}`);
  if (proxyProtocol !== "none") lines.push(`PROXY ${proxyProtocol}`);
  return lines;
}
