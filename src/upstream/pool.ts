// A pool of members that serve the same: finds one for each request, and another where the first could not
// have seen it.

import { randomInt } from "node:crypto";
import type { Deadlines } from "#kernel/deadlines.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { type Balancer, LeastConnections, newDraw, RandomTwoChoices, RoundRobin } from "./balance.ts";
import type { StatusRange } from "./breaker.ts";
import { Member, type MemberAddress, type MemberServices, type MemberSettings } from "./member.ts";
import { createNameResolver, type NameResolver } from "./name-resolver.ts";
import type { PoolObserver } from "./pool-observer.ts";
import type { ProxyVersion } from "./proxy-header.ts";
import { type BudgetSettings, RetryBudget } from "./retry-budget.ts";
import { createTlsContext, TlsOrigin, type TlsSettings } from "./tls-origin.ts";

export type Balance = "round-robin" | "least-connections" | "random-two-choices";

/** When a request gets another attempt. */
export type RetrySettings = {
  /** Attempts per request, the first included. */
  readonly attempts: number;
  /** What may be sent again after a member could have seen it, its body being whole. */
  readonly methods: readonly string[];
  readonly statuses: readonly StatusRange[];
  readonly reasons: readonly FaultCode[];
  /** For the head of the response where another attempt could follow; 0 for the pool's own time-out. */
  readonly perTryTimeoutMs: number;
  readonly budget: BudgetSettings;
};

export type PoolSettings = Omit<MemberSettings, keyof MemberAddress | "sendsProxyHeader"> & {
  readonly name: string;
  readonly balance: Balance;
  readonly members: readonly MemberAddress[];
  readonly tls: TlsSettings | undefined;
  readonly proxyProtocol: ProxyVersion | "none";
  readonly retry: RetrySettings;
  /** A second attempt of a GET or HEAD that has no answer after so long; 0 for none. */
  readonly hedgeAfterMs: number;
};

/** `resolver` stands in for the pool's own. */
export type PoolServices = Omit<MemberServices, "resolver"> & { readonly resolver?: NameResolver };

/** Why nobody can be asked; `retryAfterS` is 0 where nobody can say when. */
export type NobodyReason = {
  readonly code: FaultCode;
  readonly detail: string;
  readonly retryAfterS: number;
};

type Group = { readonly members: readonly Member[]; readonly balancer: Balancer<Member> };

export class Pool {
  readonly name: string;
  readonly members: readonly Member[];
  readonly observer: PoolObserver;
  readonly deadlines: Deadlines;
  readonly now: () => number;
  readonly retry: RetrySettings;
  readonly hedgeAfterMs: number;
  readonly isHttp2: boolean;
  /** What goes to its members is signed. */
  readonly isSigning: boolean;
  readonly proxyProtocol: ProxyVersion | "none";
  readonly budget: RetryBudget;
  /** By rising priority number. */
  private readonly groups: readonly Group[];
  private readonly resolver: NameResolver;
  /** Of the `pick` under way. */
  private tried: readonly Member[] = [];

  constructor(settings: PoolSettings, services: PoolServices) {
    const { members, retry, hedgeAfterMs, proxyProtocol, tls, ...shared } = settings;
    this.name = settings.name;
    this.observer = services.observer;
    this.deadlines = services.deadlines;
    this.now = services.now;
    this.retry = retry;
    this.hedgeAfterMs = hedgeAfterMs;
    this.isHttp2 = settings.isHttp2;
    this.isSigning = settings.assertion !== undefined;
    this.proxyProtocol = proxyProtocol;
    this.budget = new RetryBudget(retry.budget);
    this.resolver = services.resolver ?? createNameResolver(settings.names.servers);
    const sendsProxyHeader = proxyProtocol !== "none";
    const context = tls === undefined ? undefined : createTlsContext(tls);
    this.members = members.map((address) => {
      const isTls = address.isTls && tls !== undefined && context !== undefined;
      const origin = isTls
        ? new TlsOrigin(context, tls, address.host, shared.isHttp2 ? "h2" : "http/1.1")
        : undefined;
      const of = { ...shared, ...address, sendsProxyHeader };
      return new Member(of, origin, { ...services, resolver: this.resolver });
    });
    this.groups = groupsOf(this.members, settings.balance);
  }

  /**
   * The member for the next attempt, none of `tried`. Of the members in service those of the lowest priority
   * number; ejected ones only where nobody is in service. Undefined: see `whyNobody`.
   * @param preferred the name of a member that is taken while it is in service; empty for none
   */
  pick(tried: readonly Member[], preferred: string): Member | undefined {
    this.tried = tried;
    if (preferred !== "") {
      const member = this.members.find(({ name }) => name === preferred);
      if (member !== undefined && this.isAvailable(member)) return member;
    }
    const { groups } = this;
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i];
      const member = group?.balancer.pick(this.isAvailable);
      if (member !== undefined) return member;
      // Busy to their limit is still in service: the next group is for when nobody is.
      if (group?.members.some((other) => other.isInService && !tried.includes(other))) return undefined;
    }
    for (const group of groups) {
      const member = group.balancer.pick(this.isEjectedOnly);
      if (member !== undefined) return member;
    }
    return undefined;
  }

  /** A member to ask beside one that is under way: of its own priority, since that is in service. */
  pickBeside(busy: Member): Member | undefined {
    this.tried = [busy];
    return this.groups.find(({ members }) => members.includes(busy))?.balancer.pick(this.isAvailable);
  }

  private readonly isAvailable = (member: Member): boolean =>
    member.hasRoom && member.isInService && !this.tried.includes(member);

  private readonly isEjectedOnly = (member: Member): boolean =>
    member.hasRoom && member.isAdmitted && !this.tried.includes(member);

  /** Why `pick` found nobody, nobody having been tried. */
  whyNobody(): NobodyReason {
    const healthy = this.members.filter((member) => member.isHealthy);
    if (healthy.some((member) => member.isAdmitted)) {
      return { code: "pool-exhausted", detail: "no member has room for another connection", retryAfterS: 0 };
    }
    const nowMs = this.now();
    const waits = healthy.map((member) => member.breaker?.waitMs(nowMs) ?? 0);
    const retryAfterS = waits.length === 0 ? 0 : Math.max(1, Math.ceil(Math.min(...waits) / 1000));
    if (healthy.length === this.members.length) {
      return { code: "breaker-open", detail: "the circuit breaker of every member is open", retryAfterS };
    }
    const detail = `${this.members.length - healthy.length} of ${this.members.length} members fail their health check`;
    return { code: "no-member-in-service", detail, retryAfterS };
  }

  /** May this member be ejected? Not the last one in service. */
  mayEject(member: Member): boolean {
    return this.members.some((other) => other !== member && other.isInService);
  }

  /** What the health check of a member found. */
  setHealth(name: string, isHealthy: boolean): void {
    this.members.find((member) => member.name === name)?.setHealthy(isHealthy);
  }

  close(): void {
    for (const member of this.members) member.close();
    this.resolver.close();
  }
}

function groupsOf(members: readonly Member[], balance: Balance): Group[] {
  const byPriority = new Map<number, Member[]>();
  for (const member of members) {
    const group = byPriority.get(member.priority) ?? [];
    group.push(member);
    byPriority.set(member.priority, group);
  }
  const sorted = [...byPriority].sort(([a], [b]) => a - b);
  return sorted.map(([, group]) => ({ members: group, balancer: newBalancer(balance, group) }));
}

function newBalancer(balance: Balance, members: readonly Member[]): Balancer<Member> {
  switch (balance) {
    case "round-robin":
      return new RoundRobin(members);
    case "least-connections":
      return new LeastConnections(members);
    case "random-two-choices":
      return new RandomTwoChoices(members, newDraw(randomInt(2 ** 32 - 1)));
  }
}
