// Work that is written in small steps: in one go, for callers that have nothing else to do meanwhile, or in
// turns, so that a thread which serves requests makes none of them wait for long.

/** A turn takes this much, and what its last step takes. */
const TURN_MS = 1;

export function runSteps<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** One turn of the work. Ends earlier with a step that gives something, which the caller is to wait for. */
export function runTurn<T, R>(
  steps: Generator<T | undefined, R>,
  nowMs: () => number,
): IteratorResult<T | undefined, R> {
  const untilMs = nowMs() + TURN_MS;
  let step = steps.next();
  while (step.done !== true && step.value === undefined && nowMs() < untilMs) step = steps.next();
  return step;
}

/** The whole work in turns; others of this thread have theirs between them. */
export async function runInTurns<T>(steps: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const step = runTurn(steps, () => performance.now());
    if (step.done === true) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
