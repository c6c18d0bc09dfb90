// How `llm-content-safety` ends calls: for what was found, and where nothing could be.

import { PolicyFailure } from "../plan/policy-failure.ts";

/** 403, in Azure's words. @param found for the log and for on-error; callers are not told */
export function unsafeContent(found: string): PolicyFailure {
  return new PolicyFailure("ContentSafetyViolation", `Request failed content safety check: ${found}.`, {
    status: 403,
    publicMessage: "Request failed content safety check.",
  });
}

/** 500: what nobody judged goes no further. @param why for the log and for on-error */
export function safetyFailure(why: string): PolicyFailure {
  return new PolicyFailure("ContentSafetyFailure", `Content safety could not be checked: ${why}.`, {
    status: 500,
    publicMessage: "Content safety could not be checked.",
  });
}
