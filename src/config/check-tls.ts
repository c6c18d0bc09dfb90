// Cross checks of the TLS part of a configuration: what a listener needs to let anybody in, and whether its
// certificates fit the hosts that are served on it.

import { CertificateNameTable } from "#tls/certificate-names.ts";
import type { Config } from "./config.ts";
import type { Report } from "./report.ts";
import { quoted } from "./tree.ts";

type Listener = Config["listeners"] extends ReadonlyMap<string, infer L> ? L : never;

export function checkTls(config: Config, report: Report): void {
  checkAcme(config, report);
  for (const [name, listener] of config.listeners) {
    checkClients(name, listener, config, report);
    checkIdentity(name, listener, config, report);
    checkProxyProtocol(name, listener, config, report);
    checkCoverage(name, listener, config, report);
  }
}

/** An authority comes to port 80, or to 443 by TLS; somebody has to be there. */
function checkAcme(config: Config, report: Report): void {
  const listeners = [...config.listeners.values()];
  for (const [name, { challenge, domains }] of config.acme) {
    const isAnswered =
      challenge === "dns-01" ||
      listeners.some(({ tls }) => (challenge === "http-01" ? tls === undefined : tls !== undefined));
    if (isAnswered) continue;
    const needed = challenge === "http-01" ? "a listener without tls" : "a listener with tls";
    const message = `the certificate ${quoted(name)} cannot be issued: ${challenge} needs ${needed}`;
    const hint = "add one that the authority reaches, or choose another challenge";
    report.error(config.places.self(domains), "acme-unanswered", message, hint);
  }
  for (const name of config.identity.certificates) {
    if (!config.acme.has(name)) continue;
    const message = `the certificate ${quoted(name)} is issued by ACME, and serves listeners alone`;
    const hint = "name one that has its files, for policies";
    report.error(config.places.self(config.identity.certificates), "acme-for-policies", message, hint);
  }
}

function checkClients(name: string, { tls }: Listener, config: Config, report: Report): void {
  if (tls === undefined) return;
  const { places } = config;
  if (tls.certificates.length === 0 && tls.localAuthority === undefined) {
    const message = `"tls" of the listener ${quoted(name)} names no certificate`;
    const hint = "name one: certificates: [shop]; for development a localAuthority issues one";
    report.error(places.self(tls), "missing-certificate", message, hint);
  }
  const { clientCertificates } = tls;
  const { mode, authorities, revocationLists } = clientCertificates;
  if (mode !== "off" && authorities.length === 0) {
    const message = `the listener ${quoted(name)} asks for client certificates and names no authority`;
    const hint = "add the authorities that issue them: authorities: [tls/clients-ca.pem]";
    report.error(places.value(clientCertificates, "mode"), "missing-authority", message, hint);
  }
  if (mode === "off" && authorities.length + revocationLists.length > 0) {
    const key = authorities.length > 0 ? "authorities" : "revocationLists";
    const message = `${quoted(key)} has no effect while "mode" is off`;
    const hint = "write mode: required or mode: optional, or remove it";
    report.error(places.key(clientCertificates, key), "without-effect", message, hint);
  }
}

function checkIdentity(name: string, listener: Listener, config: Config, report: Report): void {
  const { requireIdentity, tls } = listener;
  if (requireIdentity === undefined) return;
  const { places } = config;
  const { networks, certificates } = requireIdentity;
  if (networks.length + certificates.length === 0) {
    const message = `"requireIdentity" of the listener ${quoted(name)} names nothing`;
    const hint = "write networks: [edge], certificates: [{ san: spiffe://mesh/edge }], or both";
    report.error(places.self(requireIdentity), "missing-choice", message, hint);
  }
  const mode = tls?.clientCertificates.mode ?? "off";
  if (certificates.length === 0 || mode === "required") return;
  const message = `the listener ${quoted(name)} demands an identity of certificates that clients need not show`;
  const hint = "write tls: { clientCertificates: { mode: required, authorities: [tls/edge-ca.pem] } }";
  report.error(places.key(requireIdentity, "certificates"), "identity-without-certificate", message, hint);
}

function checkProxyProtocol(name: string, listener: Listener, config: Config, report: Report): void {
  if (listener.proxyProtocol === "off" || config.trustedHops.length > 0) return;
  const message = `the listener ${quoted(name)} takes PROXY headers of trusted hops, and there is none`;
  const hint = "name the proxies before this node under trustedHops";
  report.error(config.places.value(listener, "proxyProtocol"), "no-trusted-hop", message, hint);
}

/** A host that no certificate names is still served, to clients that do not look: a warning. */
function checkCoverage(name: string, { tls }: Listener, config: Config, report: Report): void {
  if (tls === undefined || tls.localAuthority !== undefined || tls.certificates.length === 0) return;
  const table = new CertificateNameTable<true>();
  for (const certificate of tls.certificates) {
    const loaded = config.certificates.get(certificate)?.names ?? config.acme.get(certificate)?.domains;
    // What could not be read is reported, and covers nobody knows what.
    if (loaded === undefined) return;
    table.add(loaded, true);
  }
  for (const site of config.sites.values()) {
    if (site.listeners.length > 0 && !site.listeners.includes(name)) continue;
    site.hosts.forEach((host, i) => {
      if (host === "*" || table.find(host) !== undefined) return;
      const shown = config.places.shown(site.hosts, i);
      const message = `no certificate of the listener ${quoted(name)} names the host ${shown}`;
      const hint = `add one to the listener's certificates, or serve the site on other \`listeners\``;
      report.warning(config.places.value(site.hosts, i), "host-without-certificate", message, hint);
    });
  }
}
