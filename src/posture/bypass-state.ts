// What is known of each backend after audits of two kinds: the last full one decides, as long as it is young
// enough, and a light one since can only make it worse.

import {
  type BackendReport,
  type BypassReport,
  LIGHT_PROBES,
  type Outcome,
  type Verdict,
} from "./bypass-report.ts";

export type AuditKind = "light" | "full";

type Found = { readonly verdict: Verdict; readonly reasons: readonly string[] };

export type BackendState = Found & {
  readonly pool: string;
  readonly member: string;
  readonly address: string;
  /** RFC 3339: since when the verdict is this one. */
  readonly since: string;
  readonly full?: (Found & { readonly validUntil: string }) | undefined;
  /** Of a light audit after the full one, where it found something. */
  readonly light?: Found | undefined;
};

export type VerdictChange = {
  readonly state: BackendState;
  /** Undefined where the backend is new. */
  readonly before: Verdict | undefined;
};

const keyOf = ({ pool, member, address }: Pick<BackendState, "pool" | "member" | "address">): string =>
  `${pool} ${member} ${address}`;

/**
 * The states after a report. Backends that are not in it are gone, but for addresses that a light audit did
 * not come to, of a member that it knows: they may not have been resolved this time.
 */
export function afterReport(
  states: readonly BackendState[],
  report: BypassReport,
  kind: AuditKind,
): readonly BackendState[] {
  const known = new Map(states.map((state) => [keyOf(state), state]));
  const reported = report.backends.map((backend) => {
    const before = known.get(keyOf(backend));
    const { pool, member, address, verdict, reasons } = backend;
    const parts =
      kind === "full"
        ? { full: { verdict, reasons, validUntil: report.validUntil } }
        : { full: before?.full, light: lightFinding(backend) };
    const since = before?.since ?? report.finishedAt;
    const base = { pool, member, address, ...parts, ...NOTHING_YET, since };
    return judged(base, before, report.finishedAt);
  });
  return kind === "full" ? reported : [...reported, ...missedBy(report, states)];
}

function missedBy({ backends, finishedAt }: BypassReport, states: readonly BackendState[]): BackendState[] {
  const came = new Set(backends.map(keyOf));
  const members = new Set(backends.map(({ pool, member }) => `${pool} ${member}`));
  const missed = states.filter(
    (state) =>
      state.address !== "" && !came.has(keyOf(state)) && members.has(`${state.pool} ${state.member}`),
  );
  return missed.map((state) => judged(state, state, finishedAt));
}

const NOTHING_YET: Found = { verdict: "unknown", reasons: ["no full audit was made yet"] };

/** The same at a later moment: a verdict that is too old proves nothing. */
export function atMoment(states: readonly BackendState[], now: string): readonly BackendState[] {
  return states.map((state) => judged(state, state, now));
}

function judged(state: BackendState, before: BackendState | undefined, now: string): BackendState {
  const found = effective(state, now);
  const isSame = before?.verdict === found.verdict;
  return { ...state, ...found, since: isSame ? before.since : now };
}

function effective({ full, light }: BackendState, now: string): Found {
  // What a light audit could not see does not close what stood open.
  if (light !== undefined && (light.verdict === "open" || full?.verdict !== "open")) return light;
  if (full === undefined) return NOTHING_YET;
  const { verdict, reasons, validUntil } = full;
  if (verdict === "open" || verdict === "unknown" || now < validUntil) return { verdict, reasons };
  return { verdict: "unknown", reasons: [`the last full audit proved it until ${validUntil}`] };
}

/** Undefined where every probe of the light audit was refused, and the gateway's own request got in. */
function lightFinding({ verdict, reasons, probes }: BackendReport): Found | undefined {
  if (verdict === "open") return { verdict, reasons };
  const controls = probes.filter(({ id }) => id === "P14");
  const isControlled = controls.length === 2 && controls.every(({ outcome }) => outcome === "noted");
  const own = probes.filter(({ id }) => LIGHT_PROBES.includes(id));
  const doubts = own.filter(({ outcome }) => DOUBTFUL.includes(outcome));
  if (isControlled && doubts.length === 0) return undefined;
  const said = reasons.filter((reason) => LIGHT_PROBES.some((id) => reason.startsWith(`${id}:`)));
  return { verdict: "unknown", reasons: said.length > 0 ? said : ["a light audit could not be made"] };
}

const DOUBTFUL: readonly Outcome[] = ["undecided"];

export function changesOf(
  before: readonly BackendState[],
  after: readonly BackendState[],
): readonly VerdictChange[] {
  const known = new Map(before.map((state) => [keyOf(state), state.verdict]));
  return after.flatMap((state): VerdictChange[] => {
    const verdict = known.get(keyOf(state));
    return verdict === state.verdict ? [] : [{ state, before: verdict }];
  });
}
