// Match, Group, Capture and their collections as expressions see them.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { argumentNull, argumentOutOfRange, notSupported } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { Capture, Group, Match, noGroup, noMatch } from "./match.ts";
import { CaptureCollection, GroupCollection, MatchCollection } from "./match-collections.ts";
import { expandReplacement, parseReplacement } from "./replacement.ts";

const NAMESPACE = "System.Text.RegularExpressions";

/** @throws ClrException ArgumentOutOfRangeException */
function itemAt<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item !== undefined) return item;
  throw argumentOutOfRange("i", "Specified argument was out of the range of valid values.");
}

function result(run: Run, match: Match, replacement: string | null): string {
  if (replacement === null) throw argumentNull("replacement");
  const { pattern } = match;
  if (pattern === undefined) throw notSupported("Result cannot be called on a failed Match.");
  return expandReplacement(run, parseReplacement(run, replacement, pattern.groups), match);
}

const captureDefinition = defineType({
  name: `${NAMESPACE}.Capture`,
  kind: "class",
  isInstance: (value) => value instanceof Capture,
  members: {
    "int Index": (_run: Run, capture: Capture) => capture.index,
    "int Length": (_run: Run, capture: Capture) => capture.value.length,
    "string Value": (_run: Run, capture: Capture) => capture.value,
    "string ToString()": (_run: Run, capture: Capture) => capture.value,
  },
});

const groupDefinition = defineType({
  name: `${NAMESPACE}.Group`,
  kind: "class",
  bases: ["Capture"],
  isInstance: (value) => value instanceof Group,
  members: {
    "bool Success": (_run: Run, group: Group) => group.isSuccess,
    "string Name": (_run: Run, group: Group) => group.name,
    "CaptureCollection Captures": (_run: Run, group: Group) => new CaptureCollection(group.captures),
  },
});

const matchDefinition = defineType({
  name: `${NAMESPACE}.Match`,
  kind: "class",
  bases: ["Group"],
  isInstance: (value) => value instanceof Match,
  members: {
    "static Match Empty": () => noMatch,
    "GroupCollection Groups": (_run: Run, match: Match) => new GroupCollection(match),
    "Match NextMatch()": (run: Run, match: Match) => match.next(run),
    "string Result(string replacement)": result,
  },
});

const collections: readonly TypeDefinition[] = [
  defineType({
    name: `${NAMESPACE}.MatchCollection`,
    kind: "class",
    bases: ["IEnumerable<Match>"],
    isInstance: (value) => value instanceof MatchCollection,
    members: {
      "int Count": (_run: Run, matches: MatchCollection) => matches.items.length,
      "Match this[int i]": (_run: Run, matches: MatchCollection, index: number) =>
        itemAt(matches.items, index),
    },
  }),
  defineType({
    name: `${NAMESPACE}.GroupCollection`,
    kind: "class",
    bases: ["IEnumerable<Group>"],
    isInstance: (value) => value instanceof GroupCollection,
    members: {
      "int Count": (_run: Run, groups: GroupCollection) => groups.match.groupNumbers.length,
      "Group this[int groupnum]": (_run: Run, groups: GroupCollection, number: number) =>
        groups.match.group(number),
      "Group this[string groupname]": (_run: Run, groups: GroupCollection, name: string | null) =>
        name === null ? noGroup : groups.match.groupNamed(name),
    },
  }),
  defineType({
    name: `${NAMESPACE}.CaptureCollection`,
    kind: "class",
    bases: ["IEnumerable<Capture>"],
    isInstance: (value) => value instanceof CaptureCollection,
    members: {
      "int Count": (_run: Run, captures: CaptureCollection) => captures.items.length,
      "Capture this[int i]": (_run: Run, captures: CaptureCollection, index: number) =>
        itemAt(captures.items, index),
    },
  }),
];

export const matchTypes: readonly TypeDefinition[] = [
  captureDefinition,
  groupDefinition,
  matchDefinition,
  ...collections,
];
