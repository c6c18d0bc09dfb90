// Work that is written in small steps, done in one go: for callers that have nothing else to do meanwhile.

export function runSteps<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
