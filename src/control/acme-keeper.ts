// Has certificates issued and renewed for the plan in force, one after the other. What is wrong leaves the
// certificate before in use, is told, and is tried again later and later.

import { createHash, randomInt } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type AcmeCall, AcmeClient } from "#acme/acme-client.ts";
import { AcmeError } from "#acme/acme-error.ts";
import {
  accountKey,
  checkKeeping,
  forgetTries,
  keepCertificate,
  keepTries,
  keptCertificate,
  keptTries,
} from "#acme/acme-files.ts";
import type { AcmeSpec } from "#acme/acme-spec.ts";
import { runDnsHook } from "#acme/dns-hook.ts";
import { type Challenge, type ChallengeSolver, orderCertificate } from "#acme/order-certificate.ts";
import { nextRenewalMs, renewAtMs, retryAfterRestartMs, retryInMs } from "#acme/renewal.ts";
import type { ChallengeCertificate, ChallengeTable } from "#snapshot/challenge-spec.ts";
import type { AcmePlan } from "#snapshot/worker-link.ts";
import type { Log } from "#telemetry/log.ts";
import { selfSigned } from "#tls/certificate-request.ts";
import type { EgressClient } from "#upstream/egress.ts";

export type AcmeOutcome = "issued" | "failed";

export type AcmeKeeperOptions = {
  readonly log: Log;
  /** Over which authorities are called. */
  readonly client: () => EgressClient;
  /** Resolves when the workers answer by it. */
  readonly publish: (table: ChallengeTable) => Promise<void>;
  /** Workers are there to answer an authority. */
  readonly isServing: () => boolean;
  readonly count: (certificate: string, outcome: AcmeOutcome) => void;
  /** A new one is kept: it is to be served. */
  readonly onIssued: () => void;
};

type Kept = {
  readonly spec: AcmeSpec;
  readonly chance: number;
  nextMs: number;
  failures: number;
  failure: string;
};

function keptOf(folder: string, spec: AcmeSpec): Kept {
  const chance = newChance();
  const dueMs = renewAtMs(keptCertificate(folder, spec), spec, chance);
  const tries = keptTries(folder, spec);
  // A clock that was set back would make the wait a long one.
  if (tries === undefined || tries.triedAtMs > Date.now())
    return { spec, chance, nextMs: dueMs, failures: 0, failure: "" };
  const { failures, failure } = tries;
  return { spec, chance, nextMs: Math.max(dueMs, retryAfterRestartMs(tries)), failures, failure };
}

/** From 0 to 1. */
const newChance = (): number => randomInt(2 ** 32) / 2 ** 32;

const LOOK_MS = 1000;
const CALL_TIMEOUT_MS = 30_000;
/** From the order to the chain: one that its authority never decides keeps no other waiting. */
const ORDER_TIMEOUT_MS = 30 * 60_000;
const MAX_ANSWER_BYTES = 2 ** 20;

export class AcmeKeeper {
  readonly #options: AcmeKeeperOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #http = new Map<string, string>();
  readonly #tls = new Map<string, ChallengeCertificate>();
  readonly #ending = new AbortController();
  #folder = "";
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;

  constructor(options: AcmeKeeperOptions) {
    this.#options = options;
  }

  /** Takes over what the plan in force wants issued. Those that are new or changed are looked at at once. */
  use({ folder, certificates }: AcmePlan): void {
    this.#folder = folder;
    const wanted = new Map(certificates.map((spec) => [spec.name, spec]));
    for (const [name, { spec }] of this.#kept)
      if (!isDeepStrictEqual(wanted.get(name), spec)) this.#kept.delete(name);
    for (const [name, spec] of wanted) {
      if (this.#kept.has(name)) continue;
      this.#kept.set(name, keptOf(folder, spec));
    }
    if (this.#kept.size === 0 || this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  /** What an operator should know of. */
  get warnings(): string[] {
    return [...this.#kept.values()].flatMap(({ spec, failure }) =>
      failure === "" ? [] : [`the certificate ${spec.name} was not issued: ${failure}`],
    );
  }

  close(): void {
    this.#ending.abort();
    clearInterval(this.#timer);
  }

  /** One order at a time. Never rejects. */
  async #look(): Promise<void> {
    if (this.#isBusy || this.#ending.signal.aborted || !this.#options.isServing()) return;
    const due = [...this.#kept.values()].find(({ nextMs }) => nextMs <= Date.now());
    if (due === undefined) return;
    this.#isBusy = true;
    await this.#renew(due);
    this.#isBusy = false;
  }

  async #renew(kept: Kept): Promise<void> {
    const { log, count, onIssued } = this.#options;
    const { spec } = kept;
    const folder = this.#folder;
    const certificate = spec.name;
    const late = AbortSignal.timeout(ORDER_TIMEOUT_MS);
    const signal = AbortSignal.any([this.#ending.signal, late]);
    try {
      checkKeeping(folder);
      log.info("a certificate is ordered", { certificate, domains: spec.domains.join(", ") });
      const key = accountKey(folder, spec.directory);
      const client = new AcmeClient(spec.directory, key, this.#callFor(spec, signal));
      const ports = { client, accountKey: key, solver: this.#solverFor(spec), signal };
      keepCertificate(folder, spec, await orderCertificate(spec, ports));
      forgetTries(folder, spec);
      Object.assign(kept, { failures: 0, failure: "" });
      kept.nextMs = nextRenewalMs(keptCertificate(folder, spec), spec, kept.chance, Date.now());
      count(certificate, "issued");
      log.info("a certificate was issued", { certificate, renewal: new Date(kept.nextMs).toISOString() });
      onIssued();
    } catch (error) {
      if (this.#ending.signal.aborted) return;
      this.#failed(kept, late.aborted ? new AcmeError("the order took longer than half an hour") : error);
    }
  }

  #failed(kept: Kept, error: unknown): void {
    const { log, count } = this.#options;
    kept.failures++;
    kept.failure = error instanceof Error ? error.message : String(error);
    const triedAtMs = Date.now();
    const retryAfterMs = error instanceof AcmeError ? error.retryAfterMs : 0;
    kept.nextMs = triedAtMs + retryInMs(kept.failures, retryAfterMs, newChance());
    this.#keepTries(kept, triedAtMs, triedAtMs + retryAfterMs);
    count(kept.spec.name, "failed");
    const next = new Date(kept.nextMs).toISOString();
    const details = { certificate: kept.spec.name, why: kept.failure, next };
    log.warn("a certificate was not issued; the one before serves on", details);
  }

  #keepTries({ spec, failures, failure, nextMs }: Kept, triedAtMs: number, notBeforeMs: number): void {
    try {
      keepTries(this.#folder, spec, { failures, failure, triedAtMs, nextMs, notBeforeMs });
    } catch {
      // Nothing can be kept: that is what the failure says then, and no authority was asked.
    }
  }

  /** Servers beside the directory's own, which its answers lead to, may not be internal, nor without TLS. */
  #callFor({ directory, ca }: AcmeSpec, signal: AbortSignal): AcmeCall {
    const { origin, protocol } = new URL(directory);
    return ({ url, headers, ...call }) => {
      const place = URL.canParse(url) ? new URL(url) : undefined;
      if (place?.protocol !== protocol) throw new AcmeError(`the authority leads to ${url}, without TLS`);
      return this.#options.client().request({
        ...call,
        url,
        headers: { "user-agent": "portcullis", ...headers },
        timeoutMs: CALL_TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
        isNamed: place.origin === origin,
        tls: { ca, certificate: "", key: "" },
        signal,
      });
    };
  }

  #solverFor({ dnsHook }: AcmeSpec): ChallengeSolver {
    return {
      present: async (challenge) => {
        if (challenge.type === "dns-01") await runDnsHook(dnsHook, "present", challenge);
        else await this.#answerBy(challenge);
      },
      remove: async (challenge) => {
        if (challenge.type !== "dns-01") await this.#answerNoMore(challenge);
        else
          await runDnsHook(dnsHook, "remove", challenge).catch((error: unknown) => this.#hookFailed(error));
      },
    };
  }

  #hookFailed(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#options.log.warn("a record of dns-01 was not removed", { why });
  }

  async #answerBy({ type, domain, token, keyAuthorization }: Challenge): Promise<void> {
    if (type === "http-01") this.#http.set(token, keyAuthorization);
    else {
      const digest = createHash("sha256").update(keyAuthorization).digest();
      this.#tls.set(domain, selfSigned([domain], Date.now(), digest));
    }
    await this.#publish();
  }

  async #answerNoMore({ domain, token }: Challenge): Promise<void> {
    this.#http.delete(token);
    this.#tls.delete(domain);
    await this.#publish();
  }

  #publish(): Promise<void> {
    return this.#options.publish({ http: new Map(this.#http), tls: new Map(this.#tls) });
  }
}
