// The formats of the telemetry sections: shares, URLs of collectors and syslog servers, loggable headers, and
// paths to scrub.

import { isToken } from "#http/field.ts";
import { isSecretField } from "#http/field-kind.ts";
import { defaultPathRules } from "#http/path.ts";
import { bareHost, hostWithPort } from "#kernel/address.ts";
import type { Flaw, Format, Parsed } from "./format.ts";
import { normalRoutePath, routePath } from "./route-path.ts";

const SHARE = /^([0-9]{1,3}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})(%?)$/;

/** From 0 to 1: `0.1` and `10%` are the same. */
function parseShare(text: string): Parsed<number> {
  const match = SHARE.exec(text);
  if (match === null) {
    return { code: "bad-share", says: "is not a share", hint: "write a number from 0 to 1, or a percentage" };
  }
  const value = Number(match[1]) / (match[2] === "%" ? 100 : 1);
  if (value <= 1) return { value };
  const hintFromText = Number(match[1]) <= 100 ? { hintFromText: `write ${match[1]}% or less than 1` } : {};
  const hint = "write a number from 0 to 1, or a percentage";
  return { code: "out-of-range", says: "is more than the whole", hint, ...hintFromText };
}

export const share: Format<number> = {
  name: "a share from 0 to 1, or a percentage",
  parse: parseShare,
  print: (value) => `${Math.round(value * 1e9) / 1e7}%`,
  readsNumbers: true,
};

function parseUrl(text: string, schemes: readonly string[], hint: string): URL | Flaw {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === "") return { code: "bad-url", says: "is not a URL", hint };
  if (!schemes.includes(url.protocol)) {
    return { code: "bad-url", says: `does not begin with ${schemes.join("// or ")}//`, hint };
  }
  if (url.username !== "" || url.password !== "") {
    return { code: "bad-url", says: "holds a user name or password", hint, hidesText: true };
  }
  if (url.search !== "" || url.hash !== "") return { code: "bad-url", says: "has a query or fragment", hint };
  return url;
}

function parseOtlpUrl(text: string): Parsed<string> {
  const hint = "write it as https://collector.example.com:4318; credentials belong into `headers`";
  const url = parseUrl(text, ["http:", "https:"], hint);
  if (!(url instanceof URL)) return url;
  if (/\/v1\/(?:traces|metrics)\/?$/.test(url.pathname)) {
    const shortened = "leave out what stands for one signal: it is added";
    return { code: "bad-url", says: "ends in the path of one signal", hint: shortened };
  }
  return { value: url.href.replace(/\/+$/, "") };
}

export const otlpUrl: Format<string> = {
  name: "a URL",
  parse: parseOtlpUrl,
  print: (value) => value,
  readsNumbers: false,
};

type SyslogUrl = { readonly host: string; readonly port: number; readonly isTls: boolean };

/** RFC 5425 §4.1 and RFC 6587 §3.2. */
const TLS_PORT = 6514;
const TCP_PORT = 601;

function parseSyslogUrl(text: string): Parsed<SyslogUrl> {
  const hint = "write it as tls://logs.example.com:6514, or tcp://host:port on a network that you trust";
  const url = parseUrl(text, ["tls:", "tcp:"], hint);
  if (!(url instanceof URL)) return url;
  if (url.pathname !== "" && url.pathname !== "/") return { code: "bad-url", says: "has a path", hint };
  if (url.port === "0") return { code: "out-of-range", says: "has the port 0", hint };
  const isTls = url.protocol === "tls:";
  const host = bareHost(url);
  return { value: { host, port: url.port === "" ? (isTls ? TLS_PORT : TCP_PORT) : Number(url.port), isTls } };
}

export const syslogUrl: Format<SyslogUrl> = {
  name: "a URL",
  parse: parseSyslogUrl,
  print: ({ host, port, isTls }) => `${isTls ? "tls" : "tcp"}://${hostWithPort(host, port)}`,
  readsNumbers: false,
};

/** In lower case. What is likely a secret is never logged, whoever asks for it. */
function parseLoggedHeader(text: string): Parsed<string> {
  const key = text.toLowerCase();
  if (!isToken(key)) {
    const hint = "a header name holds letters, digits and - only (RFC 9110 §5.6.2)";
    return { code: "bad-header-name", says: "is not the name of a header", hint };
  }
  if (!isSecretField(key)) return { value: key };
  const hint = "log something that only names it, such as a key's id that the backend sends";
  return { code: "secret-header", says: "holds a secret, which is never logged", hint };
}

export const loggedHeader: Format<string> = {
  name: "the name of a header",
  parse: parseLoggedHeader,
  print: (value) => value,
  readsNumbers: false,
};

function parseScrubbedPath(text: string): Parsed<string> {
  const parsed = routePath.parse(text);
  if (!("value" in parsed)) return parsed;
  const normal = normalRoutePath(text, defaultPathRules);
  if (normal !== text) {
    const hint =
      "write it as it is forwarded: without dot segments, double slashes and needless percent-encoding";
    const better = normal === undefined ? {} : { hintFromText: `write ${normal}` };
    return { code: "bad-path", says: "is not in normal form", hint, ...better };
  }
  if (text.endsWith("/*") && text !== "/*") return parsed;
  const hint = "write a path and /*, such as /invite/*";
  const hintFromText = text === "/*" ? hint : `write ${text.replace(/\/$/, "")}/*`;
  return {
    code: "bad-path",
    says: "does not say below which path everything is scrubbed",
    hint,
    hintFromText,
  };
}

export const scrubbedPath: Format<string> = {
  ...routePath,
  name: "a path that ends in /*",
  parse: parseScrubbedPath,
};
