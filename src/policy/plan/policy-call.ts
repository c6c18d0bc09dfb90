// One call on its way through a plan: its messages, its variables, and what its policies left to be done.

import type { Section } from "../statement/schema.ts";
import type { ContextModel, DeploymentModel, LastErrorModel } from "../value/context/context-model.ts";
import { CallContext } from "./call-context.ts";
import type { Plan, Statement } from "./plan.ts";
import { emptyResponse, type PolicyRequest, type PolicyResponse } from "./policy-message.ts";
import type { PolicyPorts } from "./policy-ports.ts";
import { VariableMap } from "./variable-map.ts";

/** Whose call it is and what it calls, as far as that is known. */
export type CallFacts = Pick<ContextModel, "api" | "operation" | "product" | "subscription" | "user"> & {
  /** 32 hexadecimal digits. */
  readonly requestId: string;
  /** Wall clock, ms since the epoch. */
  readonly startedAtMs: number;
  /** Monotonic ms. */
  readonly startedMs: number;
  readonly certificate: ContextModel["request"]["certificate"];
  readonly deployment: DeploymentModel;
};

/** Where a call is to go, when policies chose. */
export type BackendChoice =
  | { readonly kind: "url"; readonly url: string; readonly isLiteral: boolean }
  | { readonly kind: "backend"; readonly id: string };

/** The certificate that the backend is shown, when a policy chose one. */
export type BackendCertificate =
  | { readonly kind: "id" | "thumbprint"; readonly value: string }
  /** PEM. */
  | { readonly kind: "own"; readonly certificate: string; readonly key: string };

/** The HTTP proxy that leads to the backend, when a policy chose one. */
export type BackendProxy = {
  readonly url: string;
  /** The address stands in the document itself. */
  readonly isLiteral: boolean;
  /** For `Proxy-Authorization`; empty for none. */
  readonly authorization: string;
};

/** What policies tell of themselves while somebody watches. */
export interface CallTracer {
  began(call: PolicyCall, statement: Statement): void;
  /** @param failure undefined where the statement did what it does */
  ended(call: PolicyCall, statement: Statement, result: "next" | "end", failure: unknown): void;
  /** Something that the running statement decided by. */
  note(call: PolicyCall, name: string, value: string): void;
}

export class PolicyCall {
  readonly plan: Plan;
  readonly ports: PolicyPorts;
  readonly facts: CallFacts;
  readonly request: PolicyRequest;
  response: PolicyResponse | undefined;
  readonly variables = new VariableMap();
  lastError: LastErrorModel | null = null;
  /** What was thrown where `lastError` is not null. */
  failure: unknown;
  section: Section = "inbound";
  /** Index into the plan's levels of the document that runs. */
  level: number;
  /** The statement that runs. */
  at: Statement | undefined;
  /** Undefined: where the API or the route leads. */
  backend: BackendChoice | undefined;
  /** Undefined: the one of the backend's own settings. */
  backendCertificate: BackendCertificate | undefined;
  /** Undefined: the backend is called straight. */
  backendProxy: BackendProxy | undefined;
  tracer: CallTracer | undefined;
  /** A cache gave `response`: no backend is asked, and outbound goes on from where it was kept. */
  isFromCache = false;
  /** Outbound begins behind this statement; undefined for its first one. */
  resumesAfter: Statement | undefined;
  readonly #context: CallContext;
  readonly #atResponse: Statement[] = [];
  readonly #atEnd: (() => void | Promise<void>)[] = [];
  readonly #atAnswer: ((answer: PolicyResponse) => void | Promise<void>)[] = [];
  readonly #releases: (() => void)[] = [];
  readonly #state = new Map<symbol, unknown>();

  constructor(plan: Plan, ports: PolicyPorts, facts: CallFacts, request: PolicyRequest) {
    this.plan = plan;
    this.ports = ports;
    this.facts = facts;
    this.request = request;
    this.level = plan.levels.length - 1;
    this.#context = new CallContext(this);
  }

  /** `context` as expressions see it. */
  get context(): ContextModel {
    return this.#context;
  }

  /** The response that there is; an empty one where nobody was asked for any. */
  get answer(): PolicyResponse {
    this.response ??= emptyResponse();
    return this.response;
  }

  /** What headers and statuses of a statement are about: the request until outbound, then the response. */
  get message(): PolicyRequest | PolicyResponse {
    const isOfResponse = this.section === "outbound" || this.section === "on-error";
    return isOfResponse && this.response !== undefined ? this.response : this.request;
  }

  /** Runs when there is a response, before outbound; not where inbound gave it, or on-error took over. */
  atResponse(statement: Statement): void {
    this.#atResponse.push(statement);
  }

  /** Those that are to run on the response, once. */
  takeAtResponse(): readonly Statement[] {
    return this.#atResponse.splice(0);
  }

  /** Runs when outbound has ended, before the answer leaves; not where on-error took over. */
  atEnd(run: () => void | Promise<void>): void {
    this.#atEnd.push(run);
  }

  /** In the order in which they were asked for. @throws what they throw */
  async runAtEnd(): Promise<void> {
    for (const run of this.#atEnd.splice(0)) await run();
  }

  get hasAtEnd(): boolean {
    return this.#atEnd.length > 0;
  }

  /** Runs on the answer that leaves, whoever gave it: the backend, a policy, or on-error. */
  atAnswer(run: (answer: PolicyResponse) => void | Promise<void>): void {
    this.#atAnswer.push(run);
  }

  /** Has those who asked for it look at the answer that is about to leave; what runs may ask for more. */
  answerLeaves(): undefined | Promise<void> {
    for (let run = this.#atAnswer.shift(); run !== undefined; run = this.#atAnswer.shift()) {
      const waiting = run(this.answer);
      if (waiting instanceof Promise) return waiting.then(() => this.answerLeaves());
    }
    return undefined;
  }

  /** Runs once, however and whenever the call ends, the client's leaving included. */
  onRelease(run: () => void): void {
    this.#releases.push(run);
  }

  release(): void {
    for (const run of this.#releases.splice(0)) run();
  }

  /** What statements keep for one another, each under a symbol of its own. */
  get state(): Map<symbol, unknown> {
    return this.#state;
  }

  /** Tells whoever watches what the running statement decides by. Costs nothing where nobody does. */
  note(name: string, value: string): void {
    this.tracer?.note(this, name, value);
  }
}
