// The answers of the CRS project's test backend: an empty 200, and for `POST /reflect` what its JSON body
// asks for.

import type { ResponseInput } from "#waf/waf.ts";

export type ReflectedResponse = ResponseInput & { readonly body: string };

type Wanted = {
  readonly status?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly encodedBody?: unknown;
};

/** @param body latin1, JSON with `status`, `headers`, and `body` or base64 `encodedBody` */
export function reflectedResponse(method: string, target: string, body: string): ReflectedResponse {
  const path = target.split("?", 1)[0];
  const wanted = method === "POST" && path === "/reflect" ? readWanted(body) : {};
  const content = contentOf(wanted);
  const headers = [...headersOf(wanted.headers)];
  const hasType = headers.some(([name]) => name.toLowerCase() === "content-type");
  if (!hasType && content !== "") headers.push(["Content-Type", guessedType(content)]);
  return {
    status: typeof wanted.status === "number" ? wanted.status : 200,
    protocol: "HTTP/1.1",
    reasonPhrase: "OK",
    headers: headers.map(([name, value]) => ({ name, key: name.toLowerCase(), value })),
    body: content,
  };
}

function readWanted(body: string): Wanted {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body, "latin1").toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

/** The backend is written in Go, whose server looks at a body that nobody gave a type. */
const guessedType = (content: string): string =>
  /^\s*<(?:!doctype html|html|head|script|body|table|div|h1|p|a|br|title|style)[\s>]/i.test(content)
    ? "text/html; charset=utf-8"
    : "text/plain; charset=utf-8";

function headersOf(value: unknown): (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([name, content]) => [name, String(content)] as const);
}

function contentOf({ body, encodedBody }: Wanted): string {
  if (typeof encodedBody === "string") return Buffer.from(encodedBody, "base64").toString("latin1");
  return typeof body === "string" ? Buffer.from(body, "utf8").toString("latin1") : "";
}
