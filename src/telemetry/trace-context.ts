// The parts of W3C Trace Context (level 2) that are not ids: which traces that begin here are sampled, and
// the list of `tracestate` with our own entry at its head. Reading a traceparent is kernel/request-id.ts's.

/** Bits of the flags of a traceparent. */
export const SAMPLED_FLAG = 1;
export const RANDOM_FLAG = 2;

const THRESHOLD_BITS = 24;

/**
 * Whether a trace that begins here is sampled. Takes the upper 24 of the 56 bits that level 2 wants random
 * (§ 3.2.2.3), the highest being sampled, as OpenTelemetry's consistent samplers do: nodes agree on a trace.
 */
export function isTraceSampled(traceId: string, ratio: number): boolean {
  if (ratio <= 0) return false;
  if (ratio >= 1) return true;
  return Number.parseInt(traceId.slice(18, 24), 16) >= (1 - ratio) * 2 ** THRESHOLD_BITS;
}

/** What precedes our span's id in `tracestate`. */
const OWN_KEY = "portcullis";
/** § 3.3.1.1: a list has 32 members at the most. */
const MAX_MEMBERS = 32;
/** § 3.3.1.5: at least so many characters are propagated; members longer than 128 leave first. */
const MAX_CHARS = 512;
const LONG_MEMBER_CHARS = 128;

// § 3.3.1.3: keys of level 2, which take those of level 1 with its `tenant@system` in; printable values.
const KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
const VALUE = /^[ -+\--<>-~]{0,255}[!-+\--<>-~]$/;

/**
 * The list as it goes on: our entry first, then what came, cut to the limits of § 3.3.1 from its far end. A
 * list that cannot be read is discarded whole (§ 3.3.1.4), which leaves our entry alone.
 */
export function nextTracestate(received: string, spanId: string): string {
  const own = `${OWN_KEY}=${spanId}`;
  const members = readTracestate(received);
  if (members === undefined || members.length === 0) return own;
  const kept = members.filter((member) => !member.startsWith(`${OWN_KEY}=`)).slice(0, MAX_MEMBERS - 1);
  return shortened([own, ...kept]).join(",");
}

function readTracestate(received: string): string[] | undefined {
  const members: string[] = [];
  const keys = new Set<string>();
  for (const part of received.split(",")) {
    const member = part.replace(/^[ \t]+|[ \t]+$/g, "");
    if (member === "") continue;
    const equals = member.indexOf("=");
    const key = member.slice(0, Math.max(equals, 0));
    if (!KEY.test(key) || keys.has(key) || !VALUE.test(member.slice(equals + 1))) return undefined;
    keys.add(key);
    members.push(member);
  }
  return members.length > MAX_MEMBERS ? undefined : members;
}

function shortened(members: readonly string[]): readonly string[] {
  const lengthOf = (list: readonly string[]) => list.reduce((sum, member) => sum + member.length + 1, -1);
  if (lengthOf(members) <= MAX_CHARS) return members;
  let kept = members.filter((member) => member.length <= LONG_MEMBER_CHARS);
  while (lengthOf(kept) > MAX_CHARS) kept = kept.slice(0, -1);
  return kept;
}
