// What a route does to its requests besides leading them to a target. Most routes do none of it.

import type { ErrorSpec } from "./error-spec.ts";
import { noLimits, type RouteLimitSpec } from "./limit-spec.ts";
import type { MirrorSpec } from "./mirror-spec.ts";
import type { RewriteSpec } from "./rewrite-spec.ts";

export type RouteFeatures = {
  readonly rewrites: readonly RewriteSpec[];
  readonly errors: readonly ErrorSpec[];
  readonly limits: RouteLimitSpec;
  readonly mirror: MirrorSpec | undefined;
  /** The name of the WAF policy; empty for none. */
  readonly wafPolicy: string;
};

export const noFeatures: RouteFeatures = {
  rewrites: [],
  errors: [],
  limits: noLimits,
  mirror: undefined,
  wafPolicy: "",
};
