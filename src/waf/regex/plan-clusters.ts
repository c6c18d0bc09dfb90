// Which patterns share an automaton. Together go those that can begin at the input's edge only, for their
// automaton is done after a few bytes, and those whose matches need bytes that are about as rare, for it is
// often not run.

import { addSet, type ByteSet } from "./byte-set.ts";
import { type CompleteTable, completeTable } from "./complete-table.ts";
import { type MatchNeeds, matchNeeds } from "./match-needs.ts";
import { commonness, isRegular, minLength, requiredBytes } from "./measure-tree.ts";
import { compileProgram, type Program } from "./program.ts";
import type { RegexTree } from "./regex-tree.ts";
import { overApproximate, trimForSearch } from "./trim-tree.ts";

export type ClusterPlan = {
  readonly indexes: readonly number[];
  readonly programs: readonly Program[];
  /** By program: all that it can come to, where that is known. */
  readonly tables: readonly (CompleteTable | undefined)[];
  /** By program: what texts must have for it to match. */
  readonly needs: readonly MatchNeeds[];
  /** Every match of each of them has one or more of these bytes. */
  readonly required: ByteSet;
  readonly minLength: number;
};

const CLUSTER_SIZE = 14;
/** Patterns that begin at the input's edge are soon out, and do not multiply each other's states. */
const ANCHORED_SHARE = 4;
/** A list of thousands of words is a cluster of its own, or nearly. */
const LIMIT_INSTRUCTIONS = 12_000;

type Candidate = {
  readonly index: number;
  readonly program: Program;
  readonly needs: MatchNeeds;
  readonly isAnchored: boolean;
  readonly required: ByteSet;
  readonly commonness: number;
  readonly minLength: number;
};

export function planClusters(
  entries: readonly { readonly index: number; readonly tree: RegexTree }[],
  clusterSize = CLUSTER_SIZE,
): ClusterPlan[] {
  const candidates = entries.map(candidateFor).sort(byKinship);
  const plans: ClusterPlan[] = [];
  let group: Candidate[] = [];
  let instructions = 0;
  const close = (): void => {
    if (group.length > 0) plans.push(planOf(group));
    group = [];
    instructions = 0;
  };
  for (const candidate of candidates) {
    const size = candidate.program.op.length;
    const isOther = group[0] !== undefined && group[0].isAnchored !== candidate.isAnchored;
    const limit = candidate.isAnchored ? clusterSize * ANCHORED_SHARE : clusterSize;
    if (isOther || group.length >= limit || instructions + size > LIMIT_INSTRUCTIONS) close();
    group.push(candidate);
    instructions += size;
  }
  close();
  return plans;
}

/** The plan with a table for each of its patterns that has one. In small steps: a pattern each. */
export function* withTables(plan: ClusterPlan): Generator<undefined, ClusterPlan> {
  const tables: (CompleteTable | undefined)[] = [];
  for (const program of plan.programs) {
    tables.push(completeTable(program));
    yield;
  }
  return { ...plan, tables };
}

/** Two clusters with half of the patterns each: for one whose states turned out to be too many. */
export function splitPlan(plan: ClusterPlan): ClusterPlan[] {
  const half = plan.programs.length >>> 1;
  const part = (from: number, to?: number): ClusterPlan => ({
    ...plan,
    indexes: plan.indexes.slice(from, to),
    programs: plan.programs.slice(from, to),
    tables: plan.tables.slice(from, to),
    needs: plan.needs.slice(from, to),
  });
  return half === 0 ? [plan] : [part(0, half), part(half)];
}

function candidateFor({ index, tree }: { readonly index: number; readonly tree: RegexTree }): Candidate {
  const trimmed = trimForSearch(isRegular(tree) ? tree : overApproximate(tree));
  const required = requiredBytes(trimmed);
  return {
    index,
    program: compileProgram(trimmed, 0, { isCapturing: false, isBackwards: false }),
    needs: matchNeeds(trimmed),
    isAnchored: isAnchored(trimmed),
    required,
    commonness: commonness(required),
    minLength: minLength(trimmed),
  };
}

function byKinship(left: Candidate, right: Candidate): number {
  if (left.isAnchored !== right.isAnchored) return left.isAnchored ? -1 : 1;
  return left.commonness - right.commonness || left.index - right.index;
}

function planOf(group: readonly Candidate[]): ClusterPlan {
  const required = new Uint32Array(8);
  for (const candidate of group) addSet(required, candidate.required);
  return {
    indexes: group.map(({ index }) => index),
    programs: group.map(({ program }) => program),
    tables: group.map(() => undefined),
    needs: group.map(({ needs }) => needs),
    required,
    minLength: Math.min(...group.map((candidate) => candidate.minLength)),
  };
}

/** Can a match begin at the input's edge only? */
function isAnchored(tree: RegexTree): boolean {
  switch (tree.kind) {
    case "assertion":
      return (tree.contexts & ~0xf) === 0;
    case "sequence": {
      const [first] = tree.items;
      return first !== undefined && isAnchored(first);
    }
    case "choice":
      return tree.items.every(isAnchored);
    case "repeat":
      return tree.min > 0 && isAnchored(tree.item);
    default:
      return false;
  }
}
