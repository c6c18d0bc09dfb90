// A plan: what is done for the calls of one operation, or of one route. The same for all of them, and never
// changed once it is made.

import type { Place } from "#kernel/diagnostic.ts";
import type { Scope, Section } from "../statement/schema.ts";
import type { Step } from "./step.ts";

/** One policy of a document as it runs. */
export type Statement = {
  readonly name: string;
  /** The policy's own `id`; empty where it has none. */
  readonly id: string;
  readonly scope: Scope;
  readonly place: Place;
  /** The way to it from its section: `choose[1]/when[2]/set-header[1]`, counted from 1. */
  readonly path: string;
  readonly run: Step;
  /** Statements that stand inside it, for whoever shows the plan. */
  readonly children: readonly Statement[];
};

export type PlanSection = {
  readonly statements: readonly Statement[];
  /** Something in it reads the body of the request, or of the response. */
  readonly readsRequestBody: boolean;
  readonly readsResponseBody: boolean;
};

/** A document of one scope. */
export type PlanLevel = {
  readonly scope: Scope;
  readonly file: string;
  readonly sections: Readonly<Record<Section, PlanSection>>;
};

export type Plan = {
  /** From the outermost scope to the innermost. */
  readonly levels: readonly PlanLevel[];
  readonly reads: Readonly<Record<Section, { readonly request: boolean; readonly response: boolean }>>;
};
