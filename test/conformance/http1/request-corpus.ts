// All cases, for the tests that send them: over HTTP/1.1 here, by other protocols elsewhere.

import { chunkCases } from "./chunk-cases.ts";
import { codingCases } from "./coding-cases.ts";
import { connectionCases } from "./connection-cases.ts";
import { controlByteCases } from "./control-byte-cases.ts";
import { fieldCases } from "./field-cases.ts";
import { hostCases } from "./host-cases.ts";
import { lengthCases } from "./length-cases.ts";
import { lineEndCases } from "./line-end-cases.ts";
import type { RequestCase } from "./request-case.ts";
import { requestLineCases } from "./request-line-cases.ts";
import { smugglingCases } from "./smuggling-cases.ts";
import { targetCases } from "./target-cases.ts";

export const requestCorpus: Readonly<Record<string, readonly RequestCase[]>> = {
  "the request line": requestLineCases,
  "the target": targetCases,
  Host: hostCases,
  "line ends and white space": lineEndCases,
  fields: fieldCases,
  "control bytes": controlByteCases,
  "Content-Length": lengthCases,
  "Transfer-Encoding": codingCases,
  chunks: chunkCases,
  "the connection's fields": connectionCases,
  smuggling: smugglingCases,
};
