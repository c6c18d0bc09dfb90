// How `redirect-content-urls` runs: addresses of the backend in the body of a response become the
// gateway's, and the other way in requests. Headers stay as they are.

import { defaultPort } from "#kernel/default-port.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { plainBody } from "./plain-body.ts";

const TEXTUAL = /^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|xml|javascript|ecmascript|x-javascript)\b)/i;
/** A body that is longer is left as it is. */
const MAX_DECODED = 10 * 1024 * 1024;

export const redirectContentUrls: PolicyCompiler = (element) => {
  const isOfResponse = element.section === "outbound";
  element.needsBody();
  return (call) => {
    const message = isOfResponse ? call.answer : call.request;
    const backends = backendAddresses(call);
    const body = plainBody(message, MAX_DECODED);
    const type = message.headers.valuesOf("content-type")[0] ?? "";
    if (backends.length === 0 || typeof body === "string" || !TEXTUAL.test(type)) return undefined;
    const gateway = gatewayAddress(call);
    const text = Buffer.from(body.bytes).toString("utf8");
    const [first = ""] = backends;
    const changed = isOfResponse
      ? backends.reduce((written, backend) => replaceAddress(written, backend, gateway), text)
      : replaceAddress(text, gateway, first);
    if (changed === text) return undefined;
    message.body.replaceText(changed);
    message.headers.remove("Content-Encoding");
    return undefined;
  };
};

/** Without slashes at their ends: the one that was chosen, and the same with the other scheme. */
function backendAddresses(call: PolicyCall): readonly string[] {
  const { backend, facts } = call;
  const service = facts.api?.serviceUrl;
  const address =
    backend?.kind === "url"
      ? backend.url
      : service === null || service === undefined
        ? ""
        : `${service.scheme}://${hostAndPort(service)}${service.path}`;
  if (!URL.canParse(address)) return [];
  const { protocol, host, pathname } = new URL(address);
  const rest = `${host}${pathname}`.replace(/\/+$/, "");
  const other = protocol === "https:" ? "http:" : "https:";
  return [`${protocol}//${rest}`, `${other}//${rest}`];
}

/** Down to where the API begins. */
function gatewayAddress({ request, facts }: PolicyCall): string {
  const { original } = request.facts;
  const path = facts.api === null || facts.api.path === "" ? "" : `/${facts.api.path}`;
  return `${original.scheme}://${hostAndPort(original)}${path}`;
}

function hostAndPort({ scheme, host, port }: { scheme: string; host: string; port: number }): string {
  return port === defaultPort(scheme) ? host : `${host}:${port}`;
}

/** Also where slashes are escaped, as some writers of JSON do. */
function replaceAddress(text: string, from: string, to: string): string {
  const plain = replaceWhole(text, from, to);
  return replaceWhole(plain, from.replaceAll("/", "\\/"), to.replaceAll("/", "\\/"));
}

/**
 * `https://a.example/v1` is no part of `https://a.example/v10`, nor `https://a.example` of
 * `https://a.example.org`.
 */
function replaceWhole(text: string, from: string, to: string): string {
  let written = "";
  let at = 0;
  for (let found = text.indexOf(from); found >= 0; found = text.indexOf(from, at)) {
    const end = found + from.length;
    const goesOn = /[A-Za-z0-9_.~%:@-]/.test(text.charAt(end));
    written += text.slice(at, found) + (goesOn ? from : to);
    at = end;
  }
  return written + text.slice(at);
}
