// What a route does to its requests besides leading them to a target. Most routes do none of it.

import type { ErrorSpec } from "./error-spec.ts";
import type { RewriteSpec } from "./rewrite-spec.ts";

export type RouteFeatures = {
  readonly rewrites: readonly RewriteSpec[];
  readonly errors: readonly ErrorSpec[];
};

export const noFeatures: RouteFeatures = { rewrites: [], errors: [] };
