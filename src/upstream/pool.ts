// A pool of members that serve the same: finds one for each request, and another where the first could not
// have seen it.

import { type Balancer, LeastConnections, RoundRobin } from "./balance.ts";
import { Member, type MemberAddress, type MemberServices, type MemberSettings } from "./member.ts";
import type { PoolObserver } from "./pool-observer.ts";

export type PoolSettings = Omit<MemberSettings, keyof MemberAddress> & {
  readonly name: string;
  readonly balance: "round-robin" | "least-connections";
  readonly members: readonly MemberAddress[];
};

export class Pool {
  readonly name: string;
  readonly members: readonly Member[];
  readonly observer: PoolObserver;
  readonly now: () => number;
  private readonly balancer: Balancer<Member>;

  constructor(settings: PoolSettings, services: MemberServices) {
    this.name = settings.name;
    this.observer = services.observer;
    this.now = services.now;
    const { members, ...shared } = settings;
    this.members = members.map((member) => new Member({ ...shared, ...member }, services));
    this.balancer =
      settings.balance === "round-robin" ? new RoundRobin(this.members) : new LeastConnections(this.members);
  }

  /**
   * The member for the next attempt, none of `tried`; ejected ones only where nobody else is left.
   * Undefined: all are busy to their limit or tried.
   * @param preferred the name of the member to take while it is in service; empty for none
   */
  pick(tried: readonly Member[], preferred: string): Member | undefined {
    const isFresh = (member: Member): boolean => member.hasRoom && !tried.includes(member);
    const own = preferred === "" ? undefined : this.members.find((member) => member.name === preferred);
    if (own !== undefined && isFresh(own) && !own.isEjected) return own;
    return this.balancer.pick((m) => isFresh(m) && !m.isEjected) ?? this.balancer.pick(isFresh);
  }

  /** May this member be ejected? Not the last one in service. */
  mayEject(member: Member): boolean {
    return this.members.some((other) => other !== member && !other.isEjected);
  }

  close(): void {
    for (const member of this.members) member.close();
  }
}
