// Every policy that runs, by name. One that is not here is refused when a plan is made.

import type { PolicyCompiler } from "../plan/step.ts";
import { authenticationBasic } from "./authentication-basic.ts";
import { authenticationCertificate } from "./authentication-certificate.ts";
import { authenticationManagedIdentity } from "./authentication-managed-identity.ts";
import { cacheLookup } from "./cache-lookup.ts";
import { cacheLookupValue } from "./cache-lookup-value.ts";
import { cacheRemoveValue } from "./cache-remove-value.ts";
import { cacheStore } from "./cache-store.ts";
import { cacheStoreValue } from "./cache-store-value.ts";
import { checkHeader } from "./check-header.ts";
import { choose } from "./choose.ts";
import { cors } from "./cors.ts";
import { emitMetric } from "./emit-metric.ts";
import { findAndReplace } from "./find-and-replace.ts";
import { forwardRequest } from "./forward-request.ts";
import { getAuthorizationContext } from "./get-authorization-context.ts";
import { includeFragment } from "./include-fragment.ts";
import { invokeDaprBinding } from "./invoke-dapr-binding.ts";
import { ipFilter } from "./ip-filter.ts";
import { jsonToXml } from "./json-to-xml.ts";

import { limitConcurrency } from "./limit-concurrency.ts";
import { llmContentSafety } from "./llm-content-safety.ts";
import { llmEmitTokenMetric } from "./llm-emit-token-metric.ts";
import { llmSemanticCacheLookup } from "./llm-semantic-cache-lookup.ts";
import { llmSemanticCacheStore } from "./llm-semantic-cache-store.ts";
import { llmTokenLimit } from "./llm-token-limit.ts";
import { logToEventhub } from "./log-to-eventhub.ts";
import { mockResponse } from "./mock-response.ts";
import { proxy } from "./proxy.ts";
import { publishToDapr } from "./publish-to-dapr.ts";
import { quota } from "./quota.ts";
import { quotaByKey } from "./quota-by-key.ts";
import { rateLimit } from "./rate-limit.ts";
import { rateLimitByKey } from "./rate-limit-by-key.ts";

import { redirectContentUrls } from "./redirect-content-urls.ts";
import { retry } from "./retry.ts";
import { returnResponse } from "./return-response.ts";
import { rewriteUri } from "./rewrite-uri.ts";
import { sendOneWayRequest } from "./send-one-way-request.ts";
import { sendRequest } from "./send-request.ts";
import { sendServiceBusMessage } from "./send-service-bus-message.ts";
import { setBackendService } from "./set-backend-service.ts";
import { setBody } from "./set-body.ts";
import { setHeader } from "./set-header.ts";
import { setMethod } from "./set-method.ts";
import { setQueryParameter } from "./set-query-parameter.ts";
import { setStatus } from "./set-status.ts";
import { setVariable } from "./set-variable.ts";
import { trace } from "./trace.ts";
import { validateAzureAdToken } from "./validate-azure-ad-token.ts";
import { validateClientCertificate } from "./validate-client-certificate.ts";
import { validateContent } from "./validate-content.ts";
import { validateGraphqlRequest } from "./validate-graphql-request.ts";
import { validateHeaders } from "./validate-headers.ts";
import { validateJwt } from "./validate-jwt.ts";
import { validateParameters } from "./validate-parameters.ts";
import { validateStatusCode } from "./validate-status-code.ts";
import { wait } from "./wait.ts";
import { xmlToJson } from "./xml-to-json.ts";
import { xslTransform } from "./xsl-transform.ts";

export const policyCompilers: ReadonlyMap<string, PolicyCompiler> = new Map([
  ["authentication-basic", authenticationBasic],
  ["authentication-certificate", authenticationCertificate],
  ["authentication-managed-identity", authenticationManagedIdentity],
  ["azure-openai-emit-token-metric", llmEmitTokenMetric],
  ["azure-openai-semantic-cache-lookup", llmSemanticCacheLookup],
  ["azure-openai-semantic-cache-store", llmSemanticCacheStore],
  ["azure-openai-token-limit", llmTokenLimit],
  ["cache-lookup", cacheLookup],
  ["cache-lookup-value", cacheLookupValue],
  ["cache-remove-value", cacheRemoveValue],
  ["cache-store", cacheStore],
  ["cache-store-value", cacheStoreValue],
  ["check-header", checkHeader],
  ["choose", choose],
  ["cors", cors],
  ["emit-metric", emitMetric],
  ["find-and-replace", findAndReplace],
  ["forward-request", forwardRequest],
  ["get-authorization-context", getAuthorizationContext],
  ["include-fragment", includeFragment],
  ["ip-filter", ipFilter],
  ["json-to-xml", jsonToXml],
  ["limit-concurrency", limitConcurrency],
  ["llm-content-safety", llmContentSafety],
  ["llm-emit-token-metric", llmEmitTokenMetric],
  ["llm-semantic-cache-lookup", llmSemanticCacheLookup],
  ["llm-semantic-cache-store", llmSemanticCacheStore],
  ["llm-token-limit", llmTokenLimit],
  ["mock-response", mockResponse],
  ["proxy", proxy],
  ["quota", quota],
  ["quota-by-key", quotaByKey],
  ["rate-limit", rateLimit],
  ["rate-limit-by-key", rateLimitByKey],
  ["redirect-content-urls", redirectContentUrls],
  ["invoke-dapr-binding", invokeDaprBinding],
  ["log-to-eventhub", logToEventhub],
  ["publish-to-dapr", publishToDapr],
  ["retry", retry],
  ["return-response", returnResponse],
  ["rewrite-uri", rewriteUri],
  ["send-one-way-request", sendOneWayRequest],
  ["send-request", sendRequest],
  ["send-service-bus-message", sendServiceBusMessage],
  ["set-backend-service", setBackendService],
  ["set-body", setBody],
  ["set-header", setHeader],
  ["set-method", setMethod],
  ["set-query-parameter", setQueryParameter],
  ["set-status", setStatus],
  ["set-variable", setVariable],
  ["trace", trace],
  ["validate-azure-ad-token", validateAzureAdToken],
  ["validate-client-certificate", validateClientCertificate],
  ["validate-content", validateContent],
  ["validate-graphql-request", validateGraphqlRequest],
  ["validate-headers", validateHeaders],
  ["validate-jwt", validateJwt],
  ["validate-parameters", validateParameters],
  ["validate-status-code", validateStatusCode],
  ["wait", wait],
  ["xml-to-json", xmlToJson],
  ["xsl-transform", xslTransform],
]);
