// What a route does to its requests besides leading them to a target. Most routes do none of it.

import type { ErrorSpec } from "./error-spec.ts";
import { noLimits, type RouteLimitSpec } from "./limit-spec.ts";
import type { MirrorSpec } from "./mirror-spec.ts";
import type { PolicyDocumentSpec } from "./policy-spec.ts";
import type { RewriteSpec } from "./rewrite-spec.ts";

export type RouteFeatures = {
  readonly rewrites: readonly RewriteSpec[];
  readonly errors: readonly ErrorSpec[];
  readonly limits: RouteLimitSpec;
  readonly mirror: MirrorSpec | undefined;
  /** The name of the WAF policy; empty for none. */
  readonly wafPolicy: string;
  /** Of a route that has one and leads to no API: the only scope below the global document. */
  readonly policy: PolicyDocumentSpec | undefined;
  /** The APIs that the route leads to, by id; its target answers what none of them takes. Empty for none. */
  readonly apis: readonly string[];
};

export const noFeatures: RouteFeatures = {
  rewrites: [],
  errors: [],
  limits: noLimits,
  mirror: undefined,
  wafPolicy: "",
  policy: undefined,
  apis: [],
};
