// What a template of a policy can name: `context` with what the reference lists, and `body`.

import { defaultPort } from "#kernel/default-port.ts";
import { callRun } from "../plan/call-run.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { RequestModel, UrlModel } from "../value/context/context-model.ts";
import type { Run } from "../value/run.ts";
import { type LiquidBodyOptions, liquidBody } from "./liquid-body.ts";
import { type LiquidTemplate, renderLiquid } from "./liquid-engine.ts";
import { type LiquidObject, lazyObject } from "./liquid-object.ts";
import { liquidValue } from "./liquid-value.ts";

/**
 * @param message whose body the template is about
 * @throws ClrException, BudgetExceeded
 */
export function renderForCall(
  template: LiquidTemplate,
  call: PolicyCall,
  message: PolicyCall["message"] | undefined,
  options: LiquidBodyOptions,
): string {
  const run = callRun(call);
  const mediaType = message?.headers.valuesOf("Content-Type")[0] ?? "";
  const body = liquidBody(run, mediaType, message?.body.text ?? "", options);
  return renderLiquid(template, run, { context: contextObject(run, call), body });
}

function contextObject(run: Run, call: PolicyCall): LiquidObject {
  const read = (value: unknown): unknown => liquidValue(run, value);
  const { context } = call;
  return lazyObject({
    Request: () => requestObject(call, read),
    Response: () => responseObject(call, read),
    Variables: () => read(call.variables),
    RequestId: () => read(context.requestId),
    Api: () => namedObject(context.api),
    Operation: () => namedObject(context.operation),
    Product: () => namedObject(context.product),
    User: () => namedObject(context.user && { id: context.user.id, name: context.user.email }),
    Subscription: () => namedObject(context.subscription),
  });
}

type Read = (value: unknown) => unknown;

function requestObject(call: PolicyCall, read: Read): LiquidObject {
  const request: RequestModel = call.context.request;
  return lazyObject({
    Url: () => urlObject(request.url, read),
    Method: () => request.method,
    OriginalMethod: () => call.request.facts.method,
    OriginalUrl: () => urlObject(request.originalUrl, read),
    IpAddress: () => request.ipAddress,
    MatchedParameters: () => read(request.matchedParameters),
    HasBody: () => call.request.body.lengthBytes !== 0,
    ClientCertificates: () => (request.certificate === null ? [] : [read(request.certificate)]),
    Headers: () => read(request.headers),
  });
}

function responseObject(call: PolicyCall, read: Read): LiquidObject | null {
  const { response } = call.context;
  if (response === null) return null;
  return lazyObject({
    StatusCode: () => response.statusCode,
    StatusReason: () => response.statusReason,
    Method: () => call.request.method,
    Headers: () => read(response.headers),
  });
}

function urlObject(url: UrlModel, read: Read): LiquidObject {
  const port = url.port === defaultPort(url.scheme) ? "" : `:${url.port}`;
  const whole = `${url.scheme}://${url.host}${port}${url.path}${url.queryString}`;
  return lazyObject({
    Scheme: () => url.scheme,
    Host: () => url.host,
    Port: () => url.port,
    Path: () => url.path,
    Query: () => read(url.query),
    QueryString: () => url.queryString,
    ToUri: () => whole,
    ToString: () => whole,
  });
}

function namedObject(named: { readonly id: string; readonly name: string } | null): LiquidObject | null {
  return named === null ? null : lazyObject({ Id: () => named.id, Name: () => named.name });
}
