// What runs here, for whoever refuses the rest.

import type { Runnable } from "../check/unsupported.ts";
import { outboundAuthentications } from "./outbound-authentication.ts";
import { policyCompilers } from "./policy-compilers.ts";

export const runnable: Runnable = { policies: policyCompilers, outboundAuthentications };
