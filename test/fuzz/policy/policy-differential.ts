// Random programs through both ways of running expressions, closures and generated code: value, type,
// exception and fuel must agree.

import { bindText, runBothTiers } from "../../harness/both-tiers.ts";
import { Random } from "../random.ts";
import { generateProgram } from "./generate-program.ts";

export type PolicyFuzzPlan = {
  readonly seed: number;
  readonly seconds: number;
  readonly programs: number;
};

export type PolicyFuzzReport = {
  readonly programs: number;
  /** How many ended with an exception, and how many with a budget. */
  readonly thrown: number;
  readonly exceeded: number;
  readonly differences: readonly string[];
};

/** Small, so that programs that do not end do not hold up the others. */
const budget = { fuel: 4000, bytes: 1_000_000 };

/** More than these tell nothing new. */
const MOST_DIFFERENCES = 10;

/** The two ways count some steps differently: by so many times at most, and these few. */
const FUEL_RATIO = 2;
const FUEL_SLACK = 20;

export function fuzzPolicies({ seed, seconds, programs }: PolicyFuzzPlan): PolicyFuzzReport {
  const differences: string[] = [];
  const endMs = performance.now() + seconds * 1000;
  let [made, thrown, exceeded] = [0, 0, 0];
  while (made < programs && performance.now() < endMs && differences.length < MOST_DIFFERENCES) {
    // Each program has a seed of its own, so that one can be made again alone.
    const own = (seed * 1_000_003 + made) % 2 ** 32;
    const text = generateProgram(new Random(own));
    const result = compare(text);
    made++;
    if (result.kind === "different") differences.push(`seed ${own}: ${result.problem}\n  ${text}`);
    else if (result.answer.startsWith("!the expression")) exceeded++;
    else if (result.answer.startsWith("!")) thrown++;
  }
  return { programs: made, thrown, exceeded, differences };
}

type Comparison =
  | { readonly kind: "same"; readonly answer: string }
  | { readonly kind: "different"; readonly problem: string };

function compare(text: string): Comparison {
  const bound = bindText(text);
  if (!("body" in bound)) {
    const [complaint] = bound;
    const where = text.slice(complaint?.at, (complaint?.at ?? 0) + 60);
    return { kind: "different", problem: `refused: ${complaint?.message} at ${where}` };
  }
  const [closures, generated] = runBothTiers(bound, budget);
  const answers = [closures.text, generated.text];
  const fuel = [closures.spent, generated.spent].toSorted((a, b) => a - b);
  const isFar = (fuel[1] ?? 0) > (fuel[0] ?? 0) * FUEL_RATIO + FUEL_SLACK;
  const problem = `${answers.join(" as closures, ")} as generated code; fuel ${fuel.join(" and ")}`;
  if (answers.some((answer) => answer.startsWith("defect"))) return { kind: "different", problem };
  // Near the end of the fuel, only one of them may reach it.
  const isExceeded = answers.some((answer) => answer.includes("used up its fuel"));
  if (isFar || (closures.text !== generated.text && !isExceeded)) return { kind: "different", problem };
  return { kind: "same", answer: closures.text };
}
