// portcullis.yaml and what it includes → a configuration, or everything that is wrong with it.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import { addBackendPools } from "./backend-pools.ts";
import { readCertificateFiles } from "./certificate-files.ts";
import { checkConfig } from "./check.ts";
import { readTlsFiles } from "./check-telemetry.ts";
import type { Config, LoadedTls } from "./config.ts";
import { readErrorPages } from "./error-pages.ts";
import { type ConfigPorts, Files } from "./files.ts";
import { formats } from "./format-table.ts";
import { type ReadTree, readTree } from "./include.ts";
import { checkMentions, mentionedNames } from "./mentions.ts";
import { readNetworks, readTrustedHops } from "./networks.ts";
import { nodePorts } from "./node-ports.ts";
import { Places } from "./places.ts";
import { readAuditPems, readPoolPems } from "./pool-tls.ts";
import { checkProviderSettings } from "./provider-settings.ts";
import { Report } from "./report.ts";
import { configSchema, type WrittenConfig } from "./schema.ts";
import { schemaNode } from "./schema-node.ts";
import { type NeededSecret, SecretLookup } from "./secret-lookup.ts";
import { readProviders } from "./secret-providers.ts";
import { walk, walkNode } from "./walk.ts";
import type { WalkContext } from "./walk-context.ts";

export type LoadedConfig = {
  /** Undefined where there is an error. */
  readonly config?: Config;
  /** Errors and warnings in the order of their places. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read or looked for. */
  readonly files: readonly string[];
  /** The configuration's own files as they are written: references to secrets, and not their values. */
  readonly sources: readonly { readonly file: string; readonly text: string }[];
  /** Names of certificates that could not be used as they are on disk. */
  readonly certificateFailures: readonly string[];
  /** Secrets of providers that are referred to. */
  readonly needed: readonly NeededSecret[];
};

const DEFAULT_SINKPOOL = "default";

/**
 * Reads a configuration file. Never throws: whatever is wrong is a diagnostic. `ports` stand in for what
 * would be asked of the machine.
 */
export function loadConfig(path: string, ports: Partial<ConfigPorts> = {}): LoadedConfig {
  const files = new Files({ ...nodePorts(), ...ports });
  const report = new Report();
  const context: WalkContext = {
    report,
    places: new Places(),
    formats,
    mentions: [],
    definitions: new Map(),
  };
  const secrets = new SecretLookup(path, files);
  const tree = readTree(path, files, context, (body) => secrets.find(body));
  const { config, tls } = makeConfig(tree, files, context);
  const read = {
    diagnostics: report.sorted(),
    files: files.looked,
    sources: tree.sources,
    certificateFailures: tls?.failures ?? [],
    needed: secrets.needed,
  };
  return report.hasErrors || config === undefined ? read : { config, ...read };
}

type Made = { readonly config?: Config; readonly tls?: LoadedTls };

function makeConfig(tree: ReadTree, files: Files, context: WalkContext): Made {
  const walked = walkTree(tree, context);
  if (!tree.isWhole) return {};
  const { report, places } = context;
  checkProviderSettings(tree.root, report);
  checkMentions(context, new Map([["sinkpool", [DEFAULT_SINKPOOL]]]));
  if (walked === undefined) return {};
  const written = addBackendPools(walked, context);
  const networks = readNetworks(written.networks, files, places, report);
  const known = new Set(context.definitions.get("network")?.keys());
  const hops = readTrustedHops(written.trustedHops, networks, known, places, report);
  const pages = readErrorPages(written.sites, files, places, report);
  const tlsFiles = readTlsFiles(written, { files, places, report });
  const poolPems = readPoolPems(written.pools, files, places, report);
  const auditPems = readAuditPems(written.audit, files, places, report);
  readProviders(written, files, places, report);
  const tls = readCertificateFiles(written, files, places, report);
  const { certificates, acme, trust: clientTrust } = tls;
  const lists = { networks, trustedHops: hops.prefixes, pages, tlsFiles };
  const read = { ...lists, poolPems, auditPems, certificates, acme, clientTrust };
  const config = complete(written, read, files.ports, places);
  const mentioned = mentionedNames(context, new Map([["network", hops.named]]));
  checkConfig(config, context, mentioned, files.ports.now());
  return { config, tls };
}

/** Where a file could not be read, what is left is still checked, but nothing is called missing. */
function walkTree({ root, isWhole }: ReadTree, context: WalkContext): WrittenConfig | undefined {
  const subject = { label: "the configuration", spot: root };
  if (isWhole) return walk(configSchema, root, subject, context);
  walkNode({ ...schemaNode(configSchema), required: [] }, root, subject, context);
  return undefined;
}

function complete(
  written: WrittenConfig,
  read: Pick<
    Config,
    | "networks"
    | "trustedHops"
    | "pages"
    | "tlsFiles"
    | "poolPems"
    | "auditPems"
    | "certificates"
    | "acme"
    | "clientTrust"
  >,
  ports: ConfigPorts,
  places: Places,
): Config {
  const sinkpools = new Map(written.sinkpools);
  if (!sinkpools.has(DEFAULT_SINKPOOL)) sinkpools.set(DEFAULT_SINKPOOL, { status: 404 });
  const { version, admin, listeners, limits, accessLog, telemetry, egress, store, pools, sites } = written;
  const { wafLog, wafPolicies, identity, geo, screen, flood, bots, audit, secrets } = written;
  const { policies, namedValues, fragments, schemas, backends, versionSets, apis } = written;
  const { products, subscriptions, functions } = written;
  return {
    version,
    admin,
    identity,
    ...(geo === undefined ? {} : { geo }),
    screen,
    flood,
    bots,
    audit,
    listeners,
    limits,
    accessLog,
    wafLog,
    wafPolicies,
    policies,
    namedValues,
    fragments,
    schemas,
    backends,
    versionSets,
    apis,
    products,
    subscriptions,
    functions,
    telemetry,
    store,
    secrets,
    egress,
    pools,
    sites,
    node: nodeOf(written, ports),
    sinkpools,
    ...read,
    places,
  };
}

function nodeOf(
  { node: { name, workers, drainTimeout } }: WrittenConfig,
  ports: ConfigPorts,
): Config["node"] {
  return {
    name: name ?? ports.hostName().replace(/[^A-Za-z0-9._-]/g, "-"),
    workers: workers ?? ports.cores(),
    drainTimeout,
  };
}
