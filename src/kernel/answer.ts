// Answers that come at once or as promises, by where they come from: what goes on with one goes on in the
// same way, so that nothing waits that need not.

/** A promise only where something really waits. */
export type Answer<T> = T | Promise<T>;

/** A promise only where the answer is one, or `next` gives one. */
export function whenAnswered<T, U>(answer: Answer<T>, next: (value: T) => Answer<U>): Answer<U> {
  return answer instanceof Promise ? answer.then(next) : next(answer);
}

export function allAnswers<T>(answers: readonly Answer<T>[]): Answer<readonly T[]> {
  const known: T[] = [];
  for (const answer of answers) {
    if (answer instanceof Promise) return Promise.all(answers);
    known.push(answer);
  }
  return known;
}
