// What takes more than one value of a configuration to judge. Names that nothing defines are told apart
// before this; what a single value must look like is in the schema's formats.

import { isPrivateAddress } from "#kernel/private-address.ts";
import { checkApis } from "./check-apis.ts";
import { checkAudit } from "./check-audit.ts";
import { checkBots } from "./check-bots.ts";
import { checkFunctions } from "./check-functions.ts";
import { checkHttp2 } from "./check-http2.ts";
import { checkNetworks } from "./check-networks.ts";
import { checkPools } from "./check-pools.ts";
import { checkProducts } from "./check-products.ts";
import { checkSchemas } from "./check-schemas.ts";
import { checkHosts, checkSite } from "./check-sites.ts";
import { checkTelemetry } from "./check-telemetry.ts";
import { checkTls } from "./check-tls.ts";
import { checkWaf } from "./check-waf.ts";
import type { Config } from "./config.ts";
import type { Mentioned } from "./mentions.ts";
import type { Report } from "./report.ts";
import { placeText, type Spot } from "./source.ts";
import { quoted } from "./tree.ts";
import type { WalkContext } from "./walk-context.ts";

export function checkConfig(config: Config, context: WalkContext, mentioned: Mentioned, nowMs: number): void {
  checkLimits(config, context);
  checkAddresses(config, context);
  checkPools(config, context.report);
  checkAudit(config, context.report);
  checkTelemetry(config, context);
  checkHosts(config, context.report);
  for (const [name, site] of config.sites) checkSite(name, site, config, context.report, nowMs);
  checkTls(config, context.report);
  checkNetworks(config, context.report);
  checkBots(config, context.report);
  checkWaf(config, context.report, nowMs);
  checkHttp2(config, context.report);
  checkApis(config, context.report);
  checkSchemas(config, context.report);
  checkProducts(config, context.report);
  checkFunctions(config, context.report);
  if (isEverySiteKnown(config, context)) checkUnservedListeners(config, context);
  if (context.report.hasErrors) return;
  checkUnused("pool", config.pools.keys(), mentioned, context);
  checkUnused("certificate", config.certificates.keys(), mentioned, context);
  checkUnused("certificate", config.acme.keys(), mentioned, context);
  checkUnused("network", config.networks.keys(), mentioned, context);
  checkUnused("function", config.functions.keys(), mentioned, context);
  checkUnused("WAF policy", config.wafPolicies.keys(), mentioned, context);
}

function checkLimits(config: Config, context: WalkContext): void {
  checkHeadSize(config, context);
  const { limits } = config;
  const { report, places } = context;
  for (const part of ["headTimeout", "bodyTimeout"] as const) {
    if (limits[part] <= limits.requestTimeout) continue;
    const spot = places.value(limits, places.isWritten(limits, part) ? part : "requestTimeout");
    const message = `"${part}" is longer than "requestTimeout", which is for the whole request`;
    const hint = `make limits.requestTimeout at least as long as limits.${part}`;
    report.error(spot, "limits-disagree", message, hint);
  }
}

/** The head is measured with its request line. */
function checkHeadSize({ limits }: Config, { report, places }: WalkContext): void {
  if (limits.head > limits.requestLine) return;
  const spot = places.value(limits, places.isWritten(limits, "head") ? "head" : "requestLine");
  const message = `"head" is not larger than "requestLine", and has to hold the request line and more`;
  report.error(spot, "limits-disagree", message, "make limits.head larger than limits.requestLine");
}

function checkAddresses(config: Config, { report, places }: WalkContext): void {
  const first = new Map<string, { readonly name: string; readonly spot: Spot }>();
  for (const [name, { address, port }] of config.listeners) {
    const spot = places.key(config.listeners, name);
    const before = first.get(`${address} ${port}`);
    if (before === undefined) first.set(`${address} ${port}`, { name, spot });
    else {
      const message = `listener ${quoted(name)} has the address and port of ${quoted(before.name)} at ${placeText(before.spot)}`;
      report.error(
        spot,
        "duplicate-address",
        message,
        "give one of them another port, or use one listener for both",
      );
    }
  }
  checkWildcards(config, report);
  for (const [name, listener] of config.listeners) {
    if (!listener.private || isPrivateAddress(listener.address)) continue;
    const message = `the private listener ${quoted(name)} has no private address`;
    const hint = "write the address of an interface of the private network, such as 10.0.0.5 or 127.0.0.1";
    report.error(places.key(listener, "private"), "public-address", message, hint);
  }
  const { admin } = config;
  for (const [name, { address, port }] of config.listeners) {
    if (port !== admin.port || ![admin.address, "0.0.0.0", "::"].includes(address)) continue;
    const message = `listener ${quoted(name)} takes the port of the admin listener`;
    const hint = "give it another port, or move the admin listener with admin.port";
    report.error(places.value(listenerOf(config, name), "port"), "duplicate-address", message, hint);
  }
}

/** `::` takes IPv4 too: beside `0.0.0.0` the system would deal its connections out between the two. */
function checkWildcards(config: Config, report: Report): void {
  for (const [name, { address, port }] of config.listeners) {
    if (address !== "0.0.0.0") continue;
    const other = [...config.listeners].find(([, held]) => held.address === "::" && held.port === port);
    if (other === undefined) continue;
    const message = `listener ${quoted(name)} takes the IPv4 connections of ${quoted(other[0])}, which is for every address`;
    const hint = "keep the one on ::, or give each an address of its own";
    report.error(config.places.key(config.listeners, name), "duplicate-address", message, hint);
  }
}

const listenerOf = (config: Config, name: string): object => config.listeners.get(name) ?? config.listeners;

/** Where a site was left out for its errors, or names a listener wrongly, its absence proves nothing. */
function isEverySiteKnown(config: Config, { definitions, mentions }: WalkContext): boolean {
  if (config.sites.size === 0 || config.sites.size !== (definitions.get("site")?.size ?? 0)) return false;
  const listeners = definitions.get("listener");
  return mentions.every(({ kind, name }) => kind !== "listener" || listeners?.has(name) === true);
}

function checkUnservedListeners(config: Config, { report, places }: WalkContext): void {
  const sites = [...config.sites.values()];
  if (sites.some((site) => site.listeners.length === 0)) return;
  const served = new Set(sites.flatMap((site) => site.listeners));
  for (const name of config.listeners.keys()) {
    if (served.has(name)) continue;
    const message = `no site is served on the listener ${quoted(name)}`;
    const hint = "add it to the `listeners` of a site, or remove it";
    report.error(places.key(config.listeners, name), "unserved-listener", message, hint);
  }
}

function checkUnused(
  kind: string,
  names: Iterable<string>,
  mentioned: Mentioned,
  context: WalkContext,
): void {
  for (const name of names) {
    const spot = context.definitions.get(kind)?.get(name);
    if (spot === undefined || mentioned.get(kind)?.has(name) === true) continue;
    context.report.warning(
      spot,
      `unused-${kind.toLowerCase().replaceAll(" ", "-")}`,
      `the ${kind} ${quoted(name)} is used by nothing`,
      "use it or remove it",
    );
  }
}
