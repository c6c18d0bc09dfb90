// Exclusions that a WAF log asks for: rules that matched on the same part of many requests. What each would
// have changed is reckoned from the log, by the points of the Core Rule Set: an estimate, since a log does
// not tell at which link of a chain a score is added.

export type LoggedMatch = {
  readonly rule: number;
  readonly severity: number;
  /** `ARGS:q`, one for each value that matched. */
  readonly targets: readonly string[];
};

export type LoggedEvent = {
  readonly client: string;
  readonly isBlocked: boolean;
  /** -1 where the rules keep none. */
  readonly score: number;
  readonly matches: readonly LoggedMatch[];
};

export type Suggestion = {
  readonly rule: number;
  /** As `exclusions` name it. */
  readonly part: string;
  /** Empty where the part has no names. */
  readonly name: string;
  /** Requests in which the rule matched there. */
  readonly requests: number;
  readonly clients: number;
  /** Of these, requests that were blocked, or would have been at the threshold. */
  readonly blocked: number;
  /** Of these, requests that would be blocked all the same. */
  readonly stillBlocked: number;
};

export type Tuning = {
  readonly events: number;
  readonly blocked: number;
  /** With all suggestions together. */
  readonly stillBlocked: number;
  /** The most frequent first. */
  readonly suggestions: readonly Suggestion[];
};

const parts: Readonly<Record<string, string>> = {
  ARGS: "argument",
  ARGS_GET: "argument",
  ARGS_POST: "argument",
  ARGS_NAMES: "argument-name",
  ARGS_GET_NAMES: "argument-name",
  ARGS_POST_NAMES: "argument-name",
  REQUEST_HEADERS: "header",
  REQUEST_HEADERS_NAMES: "header-name",
  REQUEST_COOKIES: "cookie",
  REQUEST_COOKIES_NAMES: "cookie-name",
  FILES: "file",
  FILES_NAMES: "file",
  XML: "xml",
};

/** By severity: what a match adds to the anomaly score. */
const points: Readonly<Record<number, number>> = { 2: 5, 3: 4, 4: 3, 5: 2 };

type Subject = { readonly rule: number; readonly part: string; readonly name: string };
type Group = Subject & { readonly events: Set<LoggedEvent> };

/** @param minRequests fewer than this are not worth an exclusion */
export function suggestExclusions(
  events: readonly LoggedEvent[],
  threshold: number,
  minRequests: number,
): Tuning {
  const groups = new Map<string, Group>();
  for (const event of events) {
    for (const match of event.matches) {
      for (const subject of subjectsOf(match)) {
        const key = keyOf(subject);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { ...subject, events: new Set([event]) });
        else group.events.add(event);
      }
    }
  }
  const frequent = [...groups.values()].filter((group) => group.events.size >= minRequests);
  const all = new Set(frequent.map(keyOf));
  const isBlocked = (event: LoggedEvent) => isOver(event, 0, threshold);
  return {
    events: events.length,
    blocked: events.filter(isBlocked).length,
    stillBlocked: events.filter((event) => isOver(event, savedBy(event, all), threshold)).length,
    suggestions: frequent
      .map((group) => suggestionOf(group, threshold))
      .toSorted((a, b) => b.requests - a.requests || a.rule - b.rule || (a.name < b.name ? -1 : 1)),
  };
}

function suggestionOf(group: Group, threshold: number): Suggestion {
  const { rule, part, name } = group;
  const own = new Set([keyOf(group)]);
  const events = [...group.events];
  return {
    ...{ rule, part, name },
    requests: events.length,
    clients: new Set(events.map(({ client }) => client)).size,
    blocked: events.filter((event) => isOver(event, 0, threshold)).length,
    stillBlocked: events.filter((event) => isOver(event, savedBy(event, own), threshold)).length,
  };
}

const keyOf = ({ rule, part, name }: Subject): string => `${rule} ${part} ${name}`;

function isOver({ isBlocked, score }: LoggedEvent, saved: number, threshold: number): boolean {
  if (score < 0) return isBlocked && saved === 0;
  return score - saved >= threshold || (isBlocked && score < threshold);
}

/** Points that the exclusions would have kept from the score of the request. */
function savedBy(event: LoggedEvent, excluded: ReadonlySet<string>): number {
  let saved = 0;
  for (const match of event.matches) {
    const hits = match.targets.filter((target) => {
      const subject = subjectOf(match.rule, target);
      return subject !== undefined && excluded.has(keyOf(subject));
    });
    saved += hits.length * (points[match.severity] ?? 0);
  }
  return saved;
}

function subjectsOf({ rule, targets }: LoggedMatch): Subject[] {
  const subjects = targets.map((target) => subjectOf(rule, target)).filter((each) => each !== undefined);
  return [...new Map(subjects.map((subject) => [keyOf(subject), subject])).values()];
}

/** Undefined for what no exclusion can name: the request line, scores. */
function subjectOf(rule: number, target: string): Subject | undefined {
  const colon = target.indexOf(":");
  const part = parts[colon < 0 ? target : target.slice(0, colon)];
  if (part === undefined) return undefined;
  const name = part === "xml" || colon < 0 ? "" : target.slice(colon + 1);
  return { rule, part, name: name.toLowerCase() };
}
