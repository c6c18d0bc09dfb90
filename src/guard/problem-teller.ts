// Tells the operator of a backend what is wrong between a guard and its gateway: once, until it is another
// thing or over.

export class ProblemTeller {
  private readonly url: string;
  private readonly onProblem: ((problem: string) => void) | undefined;
  /** What is wrong; empty where nothing is. */
  problem: string;

  /** @param onProblem a warning of the process where it is left out, or throws */
  constructor(url: string, onProblem: ((problem: string) => void) | undefined, problem = "") {
    this.url = url;
    this.onProblem = onProblem;
    this.problem = problem;
  }

  /** @param problem empty where there is none any more */
  tell(problem: string): void {
    const isNews = problem !== "" && problem !== this.problem;
    this.problem = problem;
    if (!isNews) return;
    const text = `${this.url}: ${problem}`;
    try {
      if (this.onProblem === undefined) warn(text);
      else this.onProblem(text);
    } catch {
      warn(text);
    }
  }
}

const warn = (text: string): void => process.emitWarning(text, "PortcullisGuardWarning");
