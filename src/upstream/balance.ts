// Chooses among the members of a pool. Knows only weights and how busy each one is.

export type Balanced = {
  readonly weight: number;
  /** Requests under way on it. */
  readonly active: number;
};

export interface Balancer<M extends Balanced> {
  /** One of the members that `isEligible` admits, or undefined where there is none. */
  pick(isEligible: (member: M) => boolean): M | undefined;
}

/**
 * Smooth weighted round robin, as nginx does it: each turn every member earns its weight, the richest is
 * chosen and pays what all earned. Heavy members come up more often, but never in a burst.
 */
export class RoundRobin<M extends Balanced> implements Balancer<M> {
  private readonly members: readonly M[];
  private readonly credit: number[];

  constructor(members: readonly M[]) {
    this.members = members;
    this.credit = members.map(() => 0);
  }

  pick(isEligible: (member: M) => boolean): M | undefined {
    let best = -1;
    let total = 0;
    for (let i = 0; i < this.members.length; i++) {
      const member = this.members[i];
      if (member === undefined || !isEligible(member)) continue;
      const earned = (this.credit[i] ?? 0) + member.weight;
      this.credit[i] = earned;
      total += member.weight;
      if (best < 0 || earned > (this.credit[best] ?? 0)) best = i;
    }
    if (best < 0) return undefined;
    this.credit[best] = (this.credit[best] ?? 0) - total;
    return this.members[best];
  }
}

/** The member with the fewest requests under way for its weight; ties go round. */
export class LeastConnections<M extends Balanced> implements Balancer<M> {
  private readonly members: readonly M[];
  private start = 0;

  constructor(members: readonly M[]) {
    this.members = members;
  }

  pick(isEligible: (member: M) => boolean): M | undefined {
    const { members } = this;
    let best: M | undefined;
    for (let i = 0; i < members.length; i++) {
      const member = members[(this.start + i) % members.length];
      if (member === undefined || !isEligible(member)) continue;
      if (best === undefined || member.active * best.weight < best.active * member.weight) best = member;
    }
    this.start = (this.start + 1) % Math.max(1, members.length);
    return best;
  }
}

/**
 * Of two members drawn at random the less busy one for its weight: nearly as even as asking all, and workers
 * that know nothing of each other do not all run to the same member.
 */
export class RandomTwoChoices<M extends Balanced> implements Balancer<M> {
  private readonly members: readonly M[];
  private readonly draw: (below: number) => number;

  /** @param draw a whole number from 0 to below its argument */
  constructor(members: readonly M[], draw: (below: number) => number) {
    this.members = members;
    this.draw = draw;
  }

  pick(isEligible: (member: M) => boolean): M | undefined {
    let count = 0;
    for (const member of this.members) if (isEligible(member)) count++;
    if (count === 0) return undefined;
    const one = this.nth(count === 1 ? 0 : this.draw(count), isEligible);
    if (count === 1) return one;
    const drawn = this.draw(count - 1);
    const other = this.nth(drawn, (member) => member !== one && isEligible(member));
    if (one === undefined || other === undefined) return one ?? other;
    // Idle members would tie, so a heavy one counts the request that it would get.
    return (other.active + 1) * one.weight < (one.active + 1) * other.weight ? other : one;
  }

  private nth(place: number, isEligible: (member: M) => boolean): M | undefined {
    let left = place;
    for (const member of this.members) if (isEligible(member) && left-- === 0) return member;
    return undefined;
  }
}

/** Draws from a small generator (xorshift32): cheap, and nothing rests on its secrecy. */
export function newDraw(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
