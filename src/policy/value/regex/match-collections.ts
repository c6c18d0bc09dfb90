// MatchCollection, GroupCollection and CaptureCollection.

import { ClrObject } from "../clr-object.ts";
import type { Capture, Group, Match } from "./match.ts";

const NAMESPACE = "System.Text.RegularExpressions";

export class MatchCollection extends ClrObject {
  readonly clrName = `${NAMESPACE}.MatchCollection`;
  readonly items: readonly Match[];

  constructor(items: readonly Match[]) {
    super();
    this.items = items;
  }

  [Symbol.iterator](): Iterator<Match> {
    return this.items[Symbol.iterator]();
  }
}

export class GroupCollection extends ClrObject {
  readonly clrName = `${NAMESPACE}.GroupCollection`;
  readonly match: Match;

  constructor(match: Match) {
    super();
    this.match = match;
  }

  get items(): readonly Group[] {
    return this.match.groupNumbers.map((number) => this.match.group(number));
  }

  [Symbol.iterator](): Iterator<Group> {
    return this.items[Symbol.iterator]();
  }
}

export class CaptureCollection extends ClrObject {
  readonly clrName = `${NAMESPACE}.CaptureCollection`;
  readonly items: readonly Capture[];

  constructor(items: readonly Capture[]) {
    super();
    this.items = items;
  }

  [Symbol.iterator](): Iterator<Capture> {
    return this.items[Symbol.iterator]();
  }
}
