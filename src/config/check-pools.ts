// Cross checks of pools: members written twice, and settings that contradict or never take effect.

import { MAX_LIFETIME_S } from "#guard/signature-base.ts";
import { checkAffinity } from "./check-features.ts";
import type { Config, Pool } from "./config.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import { placeText, type Spot } from "./source.ts";

export function checkPools(config: Config, report: Report): void {
  for (const pool of config.pools.values()) {
    checkAffinity(pool, config, report);
    checkMembers(pool, config.places, report);
    checkProtocol(pool, config.places, report);
    checkTls(pool, config.places, report);
    checkBreaker(pool, config.places, report);
    checkTimes(pool, config.places, report);
    checkAssertion(pool, config.places, report);
    checkPublished(pool, config.places, report);
    checkReports(pool, config.places, report);
  }
}

function checkReports({ guardReports }: Pool, places: Places, report: Report): void {
  if (guardReports === undefined || places.isHidden(guardReports, "secret")) return;
  const hint = "keep it apart: write ${env:NAME} or ${file:path}";
  const message = "the secret of reports stands here in the clear";
  report.warning(places.value(guardReports, "secret"), "secret-in-clear", message, hint);
}

/** One name is one key: backends that know the pool find a key by it alone. */
function checkPublished({ assertion }: Pool, places: Places, report: Report): void {
  if (assertion === undefined) return;
  const { keyId, published } = assertion;
  if (published.length > 0 && places.isWritten(assertion, "secret")) {
    const message = "there is nothing to publish beside a secret, which guards are given";
    report.error(places.key(assertion, "published"), "unused-key", message, "remove it, or sign by `key`");
  }
  const seen = new Set([keyId]);
  for (const one of published) {
    if (seen.has(one.keyId)) {
      const message = `the key ${places.shown(one, "keyId")} stands here before`;
      report.error(
        places.value(one, "keyId"),
        "duplicate-key-id",
        message,
        "give each key a name of its own",
      );
    }
    seen.add(one.keyId);
  }
}

function checkAssertion({ assertion }: Pool, places: Places, report: Report): void {
  if (assertion === undefined) return;
  const { lifetime } = assertion;
  const hasSecret = places.isWritten(assertion, "secret");
  if (hasSecret === places.isWritten(assertion, "key")) {
    const message = `an assertion is signed by "secret" or by "key", and here ${hasSecret ? "are both" : "is neither"}`;
    const hint = "write `secret` for hmac-sha256, or `key` for ed25519";
    report.error(places.self(assertion), "assertion-key", message, hint);
  }
  if (hasSecret && !places.isHidden(assertion, "secret")) {
    const hint = "keep it apart: write ${env:NAME} or ${file:path}";
    const message = "the secret of the assertion stands here in the clear";
    report.warning(places.value(assertion, "secret"), "secret-in-clear", message, hint);
  }
  if (lifetime <= MAX_LIFETIME_S * 1000) return;
  const message = `no backend takes an assertion that holds for longer than ${MAX_LIFETIME_S}s`;
  report.error(places.value(assertion, "lifetime"), "times-disagree", message, "make it shorter");
}

function checkMembers(pool: Pool, places: Places, report: Report): void {
  const seen = new Map<string, Spot>();
  for (const member of pool.members) {
    const spot = places.value(member, "url");
    const key = `${member.url.host.toLowerCase()} ${member.url.port}`;
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, spot);
      continue;
    }
    const message = `the member ${places.shown(member, "url")} stands in the pool before, at ${placeText(before)}`;
    const hint = "write it once, with a higher weight if it should get more";
    report.error(spot, "duplicate-member", message, hint);
  }
}

function checkProtocol(pool: Pool, places: Places, report: Report): void {
  if (pool.protocol !== "http2") return;
  if (pool.proxyProtocol !== "none") {
    const message = "connections of HTTP/2 are shared by clients, and the PROXY protocol names one";
    const hint = "remove `proxyProtocol`: members learn of the client by X-Forwarded-For and Forwarded";
    report.error(places.key(pool, "proxyProtocol"), "protocols-disagree", message, hint);
  }
  if (places.isWritten(pool, "maxIdle")) {
    const message = '"maxIdle" means nothing with HTTP/2, whose connections are shared';
    report.error(places.key(pool, "maxIdle"), "unused-key", message, "remove it");
  }
}

function checkTls(pool: Pool, places: Places, report: Report): void {
  const { tls } = pool;
  const written = ["verify", "ca", "serverName", "certificate", "key", "minVersion"].find((key) =>
    places.isWritten(tls, key),
  );
  if (written !== undefined && !pool.members.some(({ url }) => url.isTls)) {
    const message = "no member of the pool is spoken to through TLS";
    report.error(places.self(tls), "unused-tls", message, "write the members as https://, or remove `tls`");
  }
  if (tls.verify) return;
  const message = "certificates of members are not verified: whoever answers is believed";
  const hint = "name the authority under `ca`, or the certificate's name as `serverName`, and remove this";
  report.warning(places.value(tls, "verify"), "unverified-tls", message, hint);
  if (tls.ca.length === 0) return;
  report.error(
    places.key(tls, "ca"),
    "unused-ca",
    "nothing is verified by `ca`",
    "remove `verify: false` or `ca`",
  );
}

function checkBreaker({ circuitBreaker }: Pool, places: Places, report: Report): void {
  if (circuitBreaker === undefined) return;
  const failures = places.isWritten(circuitBreaker, "failures");
  const percentage = places.isWritten(circuitBreaker, "percentage");
  if (!failures && !percentage) {
    const message = "the circuit breaker has no condition";
    report.error(
      places.self(circuitBreaker),
      "missing-choice",
      message,
      "add failures: 5, or percentage: 50",
    );
  } else if (failures && percentage) {
    const message = "the circuit breaker has two conditions";
    report.error(places.key(circuitBreaker, "percentage"), "too-many-choices", message, "keep one of them");
  } else if (failures && places.isWritten(circuitBreaker, "minimumRequests")) {
    const message = '"minimumRequests" means nothing beside "failures"';
    const hint = "remove it, or write a percentage in place of failures";
    report.error(places.key(circuitBreaker, "minimumRequests"), "unused-key", message, hint);
  }
}

function checkTimes(
  { hedge, retry, timeouts, dns, healthCheck }: Pool,
  places: Places,
  report: Report,
): void {
  if (retry.perTryTimeout !== undefined && retry.perTryTimeout >= timeouts.response) {
    const message = '"perTryTimeout" is not shorter than `timeouts.response`, which comes first';
    report.error(
      places.value(retry, "perTryTimeout"),
      "times-disagree",
      message,
      "make it shorter, or remove it",
    );
  }
  if (hedge !== undefined && hedge.after >= timeouts.response) {
    const message = '"after" is not shorter than `timeouts.response`, which comes first';
    report.error(
      places.value(hedge, "after"),
      "times-disagree",
      message,
      "make it shorter, or remove `hedge`",
    );
  }
  if (hedge !== undefined && retry.attempts === 1) {
    const message = "there are no hedges with one attempt per request";
    report.error(places.self(hedge), "times-disagree", message, "raise retry.attempts, or remove `hedge`");
  }
  if (dns.minInterval > dns.maxInterval) {
    const spot = places.value(dns, places.isWritten(dns, "minInterval") ? "minInterval" : "maxInterval");
    const message = '"minInterval" is longer than "maxInterval"';
    report.error(spot, "times-disagree", message, "make it the shorter of the two");
  }
  if (healthCheck?.contains !== undefined && healthCheck.method !== "GET") {
    const message = `the answer to ${healthCheck.method} has no body to look into`;
    report.error(places.key(healthCheck, "contains"), "body-not-allowed", message, "ask with GET");
  }
}
