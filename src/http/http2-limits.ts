// What a client of HTTP/2 may do on one connection, as a listener has it.

import type { defaultLimits } from "#kernel/limits.ts";

/** The fields are explained where their defaults stand. */
export type Http2Limits = { readonly [Name in keyof typeof defaultLimits.http2]: number };
