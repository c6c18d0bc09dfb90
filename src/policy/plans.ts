// Plans of policy documents for whoever runs calls through them: documents in, plans out, and the parts of a
// call's way.

import { runSteps } from "#kernel/run-steps.ts";
import { compileDocument } from "./plan/compile-document.ts";
import { defaultGlobalDocument, makePlan } from "./plan/make-plan.ts";
import type { Plan, PlanLevel } from "./plan/plan.ts";
import type { PlanSources, PolicyText } from "./plan/plan-sources.ts";
import type { Scope } from "./statement/schema.ts";
import { prepareLibrary } from "./value/library.ts";

export { urlModel } from "./plan/call-context.ts";
export { CallTrace, type TraceEntry } from "./plan/call-trace.ts";
export type {
  BodyProblem,
  BodyQuestion,
  ContractPort,
  DescribedParameter,
  OperationContract,
  ParameterProblem,
} from "./plan/contract-port.ts";
export { type EffectiveStatement, effectiveStatements } from "./plan/effective-plan.ts";
export { UnsupportedPolicy } from "./plan/fail-at-reach.ts";
export { HeaderList } from "./plan/header-list.ts";
export type {
  AuthorizationRequest,
  CertificateRule,
  IdentityPorts,
  OwnToken,
  OwnTokenRequest,
  TokenKeys,
} from "./plan/identity-ports.ts";
export type { Plan, PlanLevel } from "./plan/plan.ts";
export type { PlanSources, PolicyText } from "./plan/plan-sources.ts";
export { PolicyBody } from "./plan/policy-body.ts";
export {
  type BackendCertificate,
  type BackendProxy,
  type CallFacts,
  type CallTracer,
  PolicyCall,
} from "./plan/policy-call.ts";
export { PolicyFailure } from "./plan/policy-failure.ts";
export { PolicyRequest, PolicyResponse } from "./plan/policy-message.ts";
export type {
  ForwardOptions,
  LoggerMessage,
  MetricSample,
  NamedService,
  OutboundRequest,
  PolicyPorts,
  TraceLine,
} from "./plan/policy-ports.ts";

export { handleFailure, type PartOutcome, type PlanPart, runPart, runPreflight } from "./plan/run-plan.ts";
export { QueryList } from "./run/query-list.ts";

export type ScopedDocument = PolicyText & { readonly scope: Scope };

/** Makes plans; a document that several are made of is compiled once. */
export class PlanMaker {
  readonly #sources: PlanSources;
  readonly #levels = new Map<string, PlanLevel>();

  constructor(sources: PlanSources) {
    this.#sources = sources;
  }

  /**
   * Compiles documents in small steps, so that no request waits for it.
   * @throws Error for one that has errors
   */
  *prepare(documents: readonly ScopedDocument[]): Generator<undefined, void> {
    if (documents.length > 0) yield* prepareLibrary();
    for (const document of documents) {
      if (this.#levels.has(keyOf(document))) continue;
      this.#levels.set(keyOf(document), yield* compileDocument(document, document.scope, this.#sources));
    }
  }

  /**
   * @param documents without errors, from the outermost scope to the innermost; where the first is not
   * global, the default of that scope comes before it
   * @throws Error for a document that has errors; whether they go together is for plan-order.ts to say
   */
  plan(documents: readonly ScopedDocument[]): Plan {
    const isGlobal = documents[0]?.scope === "global";
    const all = isGlobal ? documents : [defaultDocument, ...documents];
    return makePlan(all.map((document) => this.#level(document)));
  }

  #level(document: ScopedDocument): PlanLevel {
    const key = keyOf(document);
    const known = this.#levels.get(key) ?? runSteps(compileDocument(document, document.scope, this.#sources));
    this.#levels.set(key, known);
    return known;
  }
}

const keyOf = ({ scope, file, text }: ScopedDocument): string => `${scope}\n${file}\n${text}`;

const defaultDocument: ScopedDocument = {
  scope: "global",
  file: "(default)",
  text: defaultGlobalDocument,
};
