// Fills in what a processor has nothing to say about.

import type { MultipartFlag, ParsedBody } from "./parsed-body.ts";

const noFlags: ReadonlySet<MultipartFlag> = new Set();

export function completeBody(found: Partial<ParsedBody>): ParsedBody {
  return {
    args: { names: [], values: [] },
    files: [],
    partHeaders: { names: [], values: [] },
    multipartFlags: noFlags,
    xml: undefined,
    error: "",
    isOverArgumentLimit: false,
    ...found,
  };
}
