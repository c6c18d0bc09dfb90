// RAW: the body is there for rules as REQUEST_BODY alone, and nothing is read from it.

import { completeBody } from "./complete-body.ts";
import type { BodyProcessor } from "./parsed-body.ts";

export const processRaw: BodyProcessor = () => completeBody({});
