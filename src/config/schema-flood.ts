// The part of the schema on floods: what is too much for the node, what becomes of clients that take part in
// it, and when a worker sheds load.

import { defaultLimits } from "#kernel/limits.ts";
import { printDuration } from "./duration.ts";
import { choice, duration, flag, keys, whole } from "./schema-form.ts";

const defaults = defaultLimits.flood;
const DAY_MS = 86_400_000;

export const flood = keys(
  {
    mode: choice(["enforce", "dry-run", "off"], {
      description:
        "`dry-run` lets everything through and counts what would be refused; `off` neither counts nor learns, nor sheds load.",
      default: "enforce",
    }),
    sensitivity: choice(["low", "medium", "high"], {
      description:
        "How far above its normal the node must be: 4, 2.5 or 1.5 times; then how far a client may be above that of clients: 5, 3 or 2 times.",
      default: "medium",
    }),
    learning: duration(
      printDuration(defaults.learningMs),
      "How long the node has to be asked, in hours in which something came, before what it saw is its normal.",
      DAY_MS,
    ),
    floor: keys(
      {
        requests: whole(1, 10_000_000, {
          description: "Requests and connections of the whole node in a second.",
          default: defaults.floorRequests,
        }),
        perClient: whole(1, 1_000_000, {
          description:
            "Those of one client per second, over ten seconds, while the node is above `requests`.",
          default: defaults.clientFloorRequests,
        }),
      },
      { description: "What is too much until the normal is learned.", default: {} },
    ),
    penalty: duration(
      printDuration(defaults.penaltyMs),
      "How long a client that took part in a flood is kept out; the next time twice as long.",
      1000,
    ),
    maxPenalty: duration(
      printDuration(defaults.maxPenaltyMs),
      "The longest that a penalty grows to, and how long one is remembered.",
      1000,
    ),
    shedAbove: duration(
      printDuration(defaults.shedAboveMs),
      "Delay of a worker's event loop above which it sheds load: newcomers and heavy clients first, then requests at random. `0ms` is never.",
      0,
    ),
    loopback: flag({
      description:
        "Counts clients of the loopback network like all others. They stand for whatever runs on this machine, tunnels and proxies too, and are let be.",
      default: false,
    }),
  },
  {
    description:
      "Protection against floods of requests and connections. A client is held to a limit only while the whole node is above its own.",
    default: {},
    examples: [{ sensitivity: "high", penalty: "5m" }],
  },
);
