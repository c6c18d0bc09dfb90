// Every policy that runs, by name. One that is not here is refused when a plan is made.

import type { PolicyCompiler } from "../plan/step.ts";
import { choose } from "./choose.ts";
import { findAndReplace } from "./find-and-replace.ts";
import { forwardRequest } from "./forward-request.ts";
import { includeFragment } from "./include-fragment.ts";
import { jsonToXml } from "./json-to-xml.ts";
import { retry } from "./retry.ts";
import { returnResponse } from "./return-response.ts";
import { rewriteUri } from "./rewrite-uri.ts";
import { sendOneWayRequest } from "./send-one-way-request.ts";
import { sendRequest } from "./send-request.ts";
import { setBackendService } from "./set-backend-service.ts";
import { setBody } from "./set-body.ts";
import { setHeader } from "./set-header.ts";
import { setMethod } from "./set-method.ts";
import { setQueryParameter } from "./set-query-parameter.ts";
import { setStatus } from "./set-status.ts";
import { setVariable } from "./set-variable.ts";
import { trace } from "./trace.ts";
import { wait } from "./wait.ts";
import { xmlToJson } from "./xml-to-json.ts";

export const policyCompilers: ReadonlyMap<string, PolicyCompiler> = new Map([
  ["choose", choose],
  ["find-and-replace", findAndReplace],
  ["forward-request", forwardRequest],
  ["include-fragment", includeFragment],
  ["json-to-xml", jsonToXml],
  ["retry", retry],
  ["return-response", returnResponse],
  ["rewrite-uri", rewriteUri],
  ["send-one-way-request", sendOneWayRequest],
  ["send-request", sendRequest],
  ["set-backend-service", setBackendService],
  ["set-body", setBody],
  ["set-header", setHeader],
  ["set-method", setMethod],
  ["set-query-parameter", setQueryParameter],
  ["set-status", setStatus],
  ["set-variable", setVariable],
  ["trace", trace],
  ["wait", wait],
  ["xml-to-json", xmlToJson],
]);
