// Every metric that a node exposes, in one table: exposition, reference page and tests are made from it.
// Label values come from the configuration or from tables of ours, never from clients; those of policies'
// own metrics may, and are bounded in number.

export type MetricType = "counter" | "gauge" | "histogram";

export type MetricFamily = {
  readonly type: MetricType;
  readonly labels: readonly string[];
  readonly help: string;
};

/** Upper bounds in seconds of the buckets of every histogram; above the last there is `+Inf`. */
export const bucketSeconds = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
] as const;

export const metricFamilies = {
  portcullis_requests_total: {
    type: "counter",
    labels: ["site", "route", "status_class"],
    help: "Requests answered, by the class of their status (2xx); an empty site was refused before it had one.",
  },
  portcullis_request_duration_seconds: {
    type: "histogram",
    labels: ["site", "route"],
    help: "From the first byte of a request to the last byte of its response.",
  },
  portcullis_request_bytes_total: {
    type: "counter",
    labels: ["site", "route"],
    help: "Bytes received in requests, heads included.",
  },
  portcullis_response_bytes_total: {
    type: "counter",
    labels: ["site", "route"],
    help: "Bytes sent in responses, heads included.",
  },
  portcullis_refusals_total: {
    type: "counter",
    labels: ["stage", "reason"],
    help: "Requests that a stage ended early, by the codes of docs/reference/errors.md.",
  },
  portcullis_debug_tokens_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Requests with a debug token: traced, or not, because it is wrong, expired, or for another site or API (elsewhere).",
  },
  portcullis_mirrored_requests_total: {
    type: "counter",
    labels: ["site", "route", "outcome"],
    help: "Copies sent to a mirror's pool: answered or failed; and those not sent: busy (too many under way) or skipped (the body was too large or did not end).",
  },
  portcullis_edge_rule_matches_total: {
    type: "counter",
    labels: ["site", "rule", "outcome"],
    help: "Requests that an edge rule matched: applied, or only noted (dry-run). Of limits, those that were refused.",
  },
  portcullis_bot_requests_total: {
    type: "counter",
    labels: ["class"],
    help: "Requests that were classified, by the class of bot: verified, bad, unknown or none. Where `bots.classify` is `asked`, only those that a rule asked about.",
  },
  portcullis_bot_confirmations_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Addresses that claimed to be a good bot's and were looked up in the DNS: verified, refuted, undecided (name servers gave no answer), or dropped because too many waited.",
  },
  portcullis_shaped_bytes_total: {
    type: "counter",
    labels: ["site", "rule", "outcome"],
    help: "Bytes of bodies and tunnels that an edge rule's `shape` made wait (applied), or would have (dry-run).",
  },
  portcullis_shaped_seconds_total: {
    type: "counter",
    labels: ["site", "rule"],
    help: "How long bodies and tunnels waited for an edge rule's `shape`, added up.",
  },
  portcullis_edge_function_runs_total: {
    type: "counter",
    labels: ["function", "outcome"],
    help: "Runs of functions that edge rules name, by what came of them: next (decided nothing), allow, deny, drop, tag, respond, redirect; or how they failed: error, timeout, memory, crash, unavailable (cut off too often to be started again), bad-result.",
  },
  portcullis_edge_function_seconds_total: {
    type: "counter",
    labels: ["function"],
    help: "How long functions that edge rules name ran, added up.",
  },
  portcullis_policy_metric_total: {
    type: "counter",
    labels: ["namespace", "name", "dimensions"],
    help: "What policies emit (`emit-metric`, `llm-emit-token-metric`), added up; past a bound of series, under the dimensions `other`.",
  },
  portcullis_connections_total: {
    type: "counter",
    labels: ["listener"],
    help: "Client connections accepted.",
  },
  portcullis_open_connections: {
    type: "gauge",
    labels: ["listener"],
    help: "Client connections open now.",
  },
  portcullis_tls_handshakes_total: {
    type: "counter",
    labels: ["listener", "outcome", "version", "resumed"],
    help: "TLS handshakes of clients that were completed, by version and by whether a session was resumed, or that failed; why they did is among the refusals of the stage `accept`.",
  },
  portcullis_upstream_response_seconds: {
    type: "histogram",
    labels: ["pool", "member"],
    help: "From an attempt's begin to the head of the member's response.",
  },
  portcullis_upstream_failures_total: {
    type: "counter",
    labels: ["pool", "member", "reason"],
    help: "Attempts that a member did not answer, by the codes of docs/reference/errors.md.",
  },
  portcullis_upstream_ejections_total: {
    type: "counter",
    labels: ["pool", "member"],
    help: "Times that a worker took a member out of service for failing.",
  },
  portcullis_upstream_ejected: {
    type: "gauge",
    labels: ["pool", "member"],
    help: "Workers in which the member is ejected now; 0 where all is well.",
  },
  portcullis_upstream_healthy: {
    type: "gauge",
    labels: ["pool", "member"],
    help: "Of members with a health check: 0 where it fails and no requests are sent, else 1.",
  },
  portcullis_upstream_breaker_trips_total: {
    type: "counter",
    labels: ["pool", "member"],
    help: "Times that the member's circuit breaker opened in a worker.",
  },
  portcullis_upstream_breaker_open: {
    type: "gauge",
    labels: ["pool", "member"],
    help: "Workers in which the member's circuit breaker is open or on trial; 0 where all is well.",
  },
  portcullis_upstream_resolve_failures_total: {
    type: "counter",
    labels: ["pool", "member"],
    help: "Times that a worker could not resolve the member's host name; known addresses are kept.",
  },
  portcullis_upstream_retries_total: {
    type: "counter",
    labels: ["pool"],
    help: "Further attempts after one that failed.",
  },
  portcullis_upstream_hedges_total: {
    type: "counter",
    labels: ["pool"],
    help: "Second attempts beside a first one that took long.",
  },
  portcullis_upstream_retries_denied_total: {
    type: "counter",
    labels: ["pool"],
    help: "Further attempts that were not made because the pool's budget was spent.",
  },
  portcullis_upstream_signed_total: {
    type: "counter",
    labels: ["pool"],
    help: "Requests signed for members by the pool's `assertion`, health checks and further attempts included.",
  },
  portcullis_guard_reports_total: {
    type: "counter",
    labels: ["pool", "outcome"],
    help: "Reports of guards: taken, or repeated (sent again, and not counted).",
  },
  portcullis_guard_refused_total: {
    type: "counter",
    labels: ["pool", "reason"],
    help: "Calls around the gateway that guards refused, or would have refused, by reason; unlisted for those beyond what fits a report.",
  },
  portcullis_guard_accepted_total: {
    type: "counter",
    labels: ["pool"],
    help: "Requests that guards let in by the gateway's proofs.",
  },
  portcullis_guard_audits_total: {
    type: "counter",
    labels: ["pool"],
    help: "Requests that guards let in by the gateway's proofs and that say they are of the bypass audit, which signs by itself.",
  },
  portcullis_guard_surplus_total: {
    type: "counter",
    labels: ["pool"],
    help: "Requests that guards let in beyond those that this node signed in the same time. Of one node alone it must stay 0.",
  },
  portcullis_access_lines_total: {
    type: "counter",
    labels: [],
    help: "Access lines handed to the access log.",
  },
  portcullis_access_lines_sampled_out_total: {
    type: "counter",
    labels: [],
    help: "Successes whose access line was not written because of `accessLog.sample`.",
  },
  portcullis_access_lines_dropped_total: {
    type: "counter",
    labels: [],
    help: "Access lines lost because the access log could not take them in time.",
  },
  portcullis_waf_log_lines_total: {
    type: "counter",
    labels: [],
    help: "Lines handed to the WAF log.",
  },
  portcullis_waf_log_lines_dropped_total: {
    type: "counter",
    labels: [],
    help: "Lines lost because the WAF log could not take them in time.",
  },
  portcullis_waf_log_write_errors_total: {
    type: "counter",
    labels: ["sink"],
    help: "Writes to a sink of the WAF log that failed.",
  },
  portcullis_waf_sink_dropped_total: {
    type: "counter",
    labels: ["sink"],
    help: "Lines of the WAF log that a sink dropped because it fell behind.",
  },
  portcullis_waf_requests_total: {
    type: "counter",
    labels: ["policy", "verdict"],
    help: "Requests that a WAF policy looked at, by its verdict: passed, matched, blocked, or undecided where the cost limit was reached.",
  },
  portcullis_access_log_blocked_total: {
    type: "counter",
    labels: [],
    help: "Times that a worker stopped reading requests because its access ring was full.",
  },
  portcullis_access_sink_dropped_total: {
    type: "counter",
    labels: ["sink"],
    help: "Access lines that a sink with `whenFull: drop` could not take in time; the other sinks have them.",
  },
  portcullis_access_log_write_errors_total: {
    type: "counter",
    labels: ["sink"],
    help: "Writes to a sink of the access log that failed and were tried again.",
  },
  portcullis_otlp_exported_total: {
    type: "counter",
    labels: ["signal"],
    help: "Spans (traces) and metrics that the collector took.",
  },
  portcullis_otlp_dropped_total: {
    type: "counter",
    labels: ["signal"],
    help: "Spans and metrics that the collector did not take: the queue was full, or it refused or did not answer.",
  },
  portcullis_event_loop_utilization: {
    type: "gauge",
    labels: ["worker"],
    help: "Share of the last second that a gateway worker was busy, 0 to 1.",
  },
  portcullis_event_loop_delay_seconds: {
    type: "gauge",
    labels: ["worker"],
    help: "How late the event loop of a gateway worker is because of its work, smoothed over some tenths of a second.",
  },
  portcullis_shed_level: {
    type: "gauge",
    labels: ["worker"],
    help: "What a gateway worker sheds because it cannot keep up: 0 nothing, 1 newcomers and heavy clients, 2 and 3 half and three quarters of the requests besides.",
  },
  portcullis_flood: {
    type: "gauge",
    labels: [],
    help: "1 while more comes than is normal, and for a minute after.",
  },
  portcullis_flood_offered_per_second: {
    type: "gauge",
    labels: [],
    help: "Requests and connections of the last whole second, refused ones included.",
  },
  portcullis_flood_limit: {
    type: "gauge",
    labels: ["of"],
    help: "Where a flood begins: `second` of the node in a second; while there is one `client` and `newcomer` in ten seconds.",
  },
  portcullis_flood_learned_hours: {
    type: "gauge",
    labels: [],
    help: "Hours of the last week that the normal is learned from; below `flood.learning` the floor counts.",
  },
  portcullis_flood_clients: {
    type: "gauge",
    labels: ["state"],
    help: "Clients: `seen` in the last ten seconds, `penalized` for a flood at the moment.",
  },
  portcullis_flood_penalties_total: {
    type: "counter",
    labels: [],
    help: "Penalties that were begun for clients that took part in a flood.",
  },
  portcullis_flood_refusals_total: {
    type: "counter",
    labels: ["kind", "outcome"],
    help: "Connections and requests, by kind (penalized, crowded, overloaded): `refused`, or let through in a dry run.",
  },
  portcullis_flood_untracked_total: {
    type: "counter",
    labels: [],
    help: "Times that a client found no room among those that are counted, so that nothing was known of it.",
  },
  portcullis_metrics_series_refused_total: {
    type: "counter",
    labels: [],
    help: "Series that found no room in a worker's shared memory; they are missing here.",
  },
  portcullis_workers: {
    type: "gauge",
    labels: ["state"],
    help: "Gateway workers: `configured`, and `current` for those that serve the current generation.",
  },
  portcullis_snapshot_generation: {
    type: "gauge",
    labels: [],
    help: "Generation of the newest accepted configuration.",
  },
  portcullis_config_reload_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Loads of the configuration: accepted, refused (its errors are in the log), or unchanged.",
  },
  portcullis_config_last_reload_successful: {
    type: "gauge",
    labels: [],
    help: "1 where the configuration on disk is the one in use, 0 where its last load was refused.",
  },
  portcullis_config_last_reload_timestamp_seconds: {
    type: "gauge",
    labels: [],
    help: "When the configuration in use was accepted.",
  },
  portcullis_thread_restarts_total: {
    type: "counter",
    labels: ["role"],
    help: "Threads that died and were replaced.",
  },
  portcullis_certificate_expiry_seconds: {
    type: "gauge",
    labels: ["certificate"],
    help: "Time left until the certificate that serves expires; below 0 it has.",
  },
  portcullis_acme_orders_total: {
    type: "counter",
    labels: ["certificate", "outcome"],
    help: "Orders of the certificate at its authority, by outcome: issued, failed.",
  },
  portcullis_secret_due_seconds: {
    type: "gauge",
    labels: ["secret"],
    help: "Time left until the secret expires or is to be rotated; below 0 it is overdue.",
  },
  portcullis_secret_fetches_total: {
    type: "counter",
    labels: ["provider", "outcome"],
    help: "Secrets asked for of a provider, by outcome: fetched, failed.",
  },
  portcullis_bypass_verdict: {
    type: "gauge",
    labels: ["pool", "member", "address", "verdict"],
    help: "1 for the verdict that scheduled bypass audits came to on the backend, 0 for the others; one that is too old is unknown.",
  },
  portcullis_bypass_audit_timestamp_seconds: {
    type: "gauge",
    labels: ["kind"],
    help: "When the last scheduled audit ended: light, or full.",
  },
  portcullis_network_entries: {
    type: "gauge",
    labels: ["network"],
    help: "Prefixes of the network; of countries and autonomous systems, ranges.",
  },
  portcullis_feed_age_seconds: {
    type: "gauge",
    labels: ["network"],
    help: "How long ago the list was made that the network has from its feed; absent while it has none.",
  },
  portcullis_feed_stale: {
    type: "gauge",
    labels: ["network"],
    help: "1 where the network has no list from its feed yet, or one that is older than its `maxAge`.",
  },
  portcullis_feed_reads_total: {
    type: "counter",
    labels: ["network", "outcome"],
    help: "Times that the feed was read, by outcome: taken, unchanged, refused.",
  },
  portcullis_geo_data_age_seconds: {
    type: "gauge",
    labels: ["of"],
    help: "How old the data on countries or autonomous systems is, where it says so.",
  },
  portcullis_certificate_load_failures_total: {
    type: "counter",
    labels: ["certificate"],
    help: "Times that the certificate could not be used as it is on disk; what was loaded before serves on.",
  },
  portcullis_draining: {
    type: "gauge",
    labels: [],
    help: "1 while the node is shutting down.",
  },
  portcullis_store_up: {
    type: "gauge",
    labels: [],
    help: "1 where the store is open and its last write was done; at 0 the log and /readyz say why not.",
  },
  portcullis_store_failures_total: {
    type: "counter",
    labels: ["failure"],
    help: "Opens, reads and writes that the store refused: full, locked, corrupt, unavailable, schema, defect.",
  },
  portcullis_list_entries: {
    type: "gauge",
    labels: [],
    help: "Bans and allowances in force.",
  },
  portcullis_counters_lost_total: {
    type: "counter",
    labels: ["kind"],
    help: "Takes from a rate limit (window) or quota that found no room, and were decided as their use says.",
  },
  portcullis_fleet_generation: {
    type: "gauge",
    labels: ["of"],
    help: "Number of the configuration and of the client lists in force; the configuration's goes on after a restart.",
  },
  portcullis_build_info: {
    type: "gauge",
    labels: ["version", "node_version"],
    help: "Always 1; the labels say what runs.",
  },
  process_cpu_seconds_total: {
    type: "counter",
    labels: [],
    help: "User and system CPU time of the process, all threads.",
  },
  process_resident_memory_bytes: { type: "gauge", labels: [], help: "Resident memory of the process." },
  process_start_time_seconds: { type: "gauge", labels: [], help: "When the process started." },
  process_open_fds: { type: "gauge", labels: [], help: "Open file descriptors." },
} as const satisfies Readonly<Record<string, MetricFamily>>;

export type FamilyName = keyof typeof metricFamilies;

/** One value per label of the family, in its order. */
export type LabelValues<Name extends FamilyName> = {
  readonly [Label in (typeof metricFamilies)[Name]["labels"][number]]: string;
};

/** `a="1",b="2"`; empty without labels. */
export function labelText<Name extends FamilyName>(name: Name, values: LabelValues<Name>): string {
  const labels: readonly string[] = metricFamilies[name].labels;
  // The keys of `values` are exactly the family's labels: the type says so, the compiler cannot follow.
  const byLabel = values as Readonly<Record<string, string>>;
  return labels.map((label) => `${label}="${escapeLabelValue(byLabel[label] ?? "")}"`).join(",");
}

/** The inverse of `labelText`. */
export function readLabelText(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)) {
    labels[name] = value.replace(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char));
  }
  return labels;
}

function escapeLabelValue(value: string): string {
  return value.replace(/[\\"\n]/g, (char) => (char === "\n" ? "\\n" : `\\${char}`));
}
