// The `http2Limits` of a listener: what one connection of HTTP/2 may do before it is ended.

import { defaultLimits } from "#kernel/limits.ts";
import { printDuration } from "./duration.ts";
import { duration, keys, size, whole } from "./schema-form.ts";
import { printSize } from "./size.ts";

const { http2 } = defaultLimits;
const KIB = 1024;
const MIB = 1024 * KIB;

const perSecond = (defaultValue: number, description: string) =>
  whole(1, 1_000_000, {
    description: `${description} One more in a second ends the connection.`,
    default: defaultValue,
  });

export const http2Limits = keys(
  {
    concurrentStreams: whole(1, 10_000, {
      description: "Requests under way at once on one connection; clients are told, and one more is refused.",
      default: http2.maxConcurrentStreams,
    }),
    streamWindow: size(
      16 * KIB,
      64 * MIB,
      printSize(http2.streamWindowBytes),
      "What a client may send of one body before it is taken.",
    ),
    connectionWindow: size(
      64 * KIB,
      256 * MIB,
      printSize(http2.connectionWindowBytes),
      "The same, of all bodies of a connection together.",
    ),
    encodedHead: size(
      4 * KIB,
      4 * MIB,
      printSize(http2.encodedHeadBytes),
      "The largest head as it comes, compressed; a larger one ends the connection. Decoded, `limits.head` counts.",
    ),
    continuationsPerHead: whole(0, 1000, {
      description: "CONTINUATION frames of one head; one more ends the connection.",
      default: http2.maxContinuationsPerHead,
    }),
    resetsPerSecond: perSecond(
      http2.maxResetsPerSecond,
      "Requests that the client cancels, or breaks the rules with.",
    ),
    settingsPerSecond: perSecond(http2.maxSettingsPerSecond, "SETTINGS frames."),
    pingsPerSecond: perSecond(http2.maxPingsPerSecond, "PING frames."),
    windowUpdatesPerSecond: perSecond(
      http2.maxWindowUpdatesPerSecond,
      `WINDOW_UPDATE frames, beside one for every ${http2.windowUpdateBytes} bytes that were sent.`,
    ),
    emptyFramesPerSecond: perSecond(
      http2.maxEmptyFramesPerSecond,
      "DATA frames without content that end nothing.",
    ),
    otherFramesPerSecond: perSecond(
      http2.maxOtherFramesPerSecond,
      "PRIORITY frames, and those of unknown types, each type by itself.",
    ),
    penalty: duration(
      printDuration(http2.penaltyMs),
      "How long new connections from an address are refused after one of them was ended for a flood, twice as " +
        "long after the next, and so on; `0s` for never. It meets no trusted hop, and nobody who is allowed.",
      0,
    ),
    maxPenalty: duration(
      printDuration(http2.maxPenaltyMs),
      "What the penalty grows to; an address without a flood for so long after one begins anew.",
    ),
    firstRequests: whole(1, 10_000, {
      description:
        "Requests under way on a connection whose client has taken no answer yet, and one more for each answer " +
        "that it takes; its further requests wait. What a backend keeps waiting does not count for long.",
      default: http2.firstRequests,
    }),
    queuedResponse: size(
      64 * KIB,
      1024 * MIB,
      printSize(http2.queuedResponseBytes),
      "Bytes of responses that wait for the client to take them; above it, its further requests wait, too.",
    ),
    memory: size(
      MIB,
      1024 * MIB,
      printSize(http2.maxSessionMegabytes * MIB),
      "Memory for frames and heads of one connection, in whole MiB; over it, new requests are refused.",
    ),
  },
  {
    description: "What a client of HTTP/2 may do on one connection.",
    default: {},
    examples: [{ concurrentStreams: 250, resetsPerSecond: 200 }],
  },
);
