// What a route does to its requests besides leading them to a target. Most routes do none of it.

import type { RewriteSpec } from "./rewrite-spec.ts";

export type RouteFeatures = {
  readonly rewrites: readonly RewriteSpec[];
};

export const noFeatures: RouteFeatures = { rewrites: [] };
