// What the fault catalogue tells of each way in which a request can end early, and short forms to write
// entries in.

/** Who caused it: decides the status class and whether another attempt can help. */
export type Blame = "client" | "upstream" | "self" | "rule";

/** The stages of a request's life, in their order. */
export type StageName =
  | "accept"
  | "read"
  | "identify"
  | "route"
  | "screen"
  | "inspect"
  | "authorize"
  | "forward"
  | "inspectResponse"
  | "respond"
  | "record";

export type CatalogueEntry = {
  readonly stage: StageName;
  readonly blame: Blame;
  /** The HTTP status to answer with; 0 where no answer can be given and the connection is closed. */
  readonly status: number;
  /** Nothing of the request was sent: whatever its method, it may go to another member without harm. */
  readonly retry: boolean;
  /** What the caller is told. Says nothing about what stands behind the gateway. */
  readonly publicText: string;
  /** What the operator can do about it; goes into the reference page. */
  readonly advice: string;
};

export const client = (status: number, publicText: string, advice: string): CatalogueEntry => ({
  stage: "read",
  blame: "client",
  status,
  retry: false,
  publicText,
  advice,
});

export const upstream = (
  status: number,
  retry: boolean,
  publicText: string,
  advice: string,
): CatalogueEntry => ({
  stage: "forward",
  blame: "upstream",
  status,
  retry,
  publicText,
  advice,
});

export const rule = (
  stage: StageName,
  status: number,
  publicText: string,
  advice: string,
): CatalogueEntry => ({
  stage,
  blame: "rule",
  status,
  retry: false,
  publicText,
  advice,
});

export const self = (
  stage: StageName,
  status: number,
  publicText: string,
  advice: string,
): CatalogueEntry => ({
  stage,
  blame: "self",
  status,
  retry: false,
  publicText,
  advice,
});

/** In stage `accept` nobody is there yet who could read an answer. */
export const refusedAtOnce = (blame: Blame, advice: string): CatalogueEntry => ({
  stage: "accept",
  blame,
  status: 0,
  retry: false,
  publicText: "The connection was refused.",
  advice,
});
