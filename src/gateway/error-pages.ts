// The error responses of one route: its own and its site's, found by reason, status or class, and made for
// one request. What goes into a body is escaped for its kind.

import { prefersJson } from "#http/accept.ts";
import { wholeBody } from "#http/body.ts";
import type { OutgoingResponse } from "#http/exchange.ts";
import { type Field, makeField } from "#http/field.ts";
import { statusText } from "#http/status-text.ts";
import type { ErrorSpec, ErrorVariable } from "#snapshot/error-spec.ts";
import type { GatewayExchange } from "./gateway-exchange.ts";

type ErrorPage = {
  readonly spec: ErrorSpec;
  readonly mediaType: string;
  readonly isJson: boolean;
  readonly fields: readonly Field[];
};

const VARY = makeField("Vary", "Accept");

export class ErrorPages {
  /** In the order in which they are asked: the route's, then the site's. */
  private readonly levels: readonly ReadonlyMap<string, ErrorPage>[];
  private readonly intercepts: boolean;

  constructor(levels: readonly (readonly ErrorSpec[])[]) {
    this.levels = levels.map((specs) => new Map(specs.map((spec) => [spec.on, makePage(spec)])));
    this.intercepts = levels.some((specs) => specs.some((spec) => spec.interceptBackend));
  }

  /** Makes the answer to a refused request the site's own, where it has one. */
  customise(x: GatewayExchange, reason: string): void {
    const { response } = x;
    if (response === undefined) return;
    const page = this.find(reason, response.status, false);
    if (page !== undefined) x.response = answer(x, page, response, reason);
  }

  /** Replaces a backend's response where the site asks for it. */
  intercept(x: GatewayExchange): void {
    const { response } = x;
    if (!this.intercepts || response === undefined || response.status < 400) return;
    const page = this.find("", response.status, true);
    if (page === undefined) return;
    response.body.rest?.cancel();
    x.detail = `the backend answered ${response.status}`;
    x.response = answer(x, page, { ...response, fields: response.fields.filter(isKept) }, "");
  }

  private find(reason: string, status: number, isBackends: boolean): ErrorPage | undefined {
    for (const level of this.levels) {
      const names = [reason, String(status), `${Math.floor(status / 100)}xx`];
      for (const name of names) {
        const page = level.get(name);
        if (page !== undefined && (!isBackends || page.spec.interceptBackend)) return page;
      }
    }
    return undefined;
  }
}

/** Undefined where there are none. */
export function buildErrorPages(levels: readonly (readonly ErrorSpec[])[]): ErrorPages | undefined {
  return levels.every((specs) => specs.length === 0) ? undefined : new ErrorPages(levels);
}

function makePage(spec: ErrorSpec): ErrorPage {
  const mediaType = (spec.contentType.split(";")[0] ?? "").trim().toLowerCase();
  const fields = [
    makeField("Content-Type", spec.contentType),
    ...spec.fields.map(([name, value]) => makeField(name, value)),
    ...(spec.offersProblem ? [VARY] : []),
  ];
  return { spec, mediaType, isJson: /\bjson$/.test(mediaType), fields };
}

/** What a client must still be told of a response that is replaced: how to mend the request, and CORS. */
function isKept({ key }: Field): boolean {
  return (
    ["www-authenticate", "allow", "retry-after", "cache-control", "vary"].includes(key) ||
    key.startsWith("access-control-")
  );
}

function answer(
  x: GatewayExchange,
  page: ErrorPage,
  instead: OutgoingResponse,
  reason: string,
): OutgoingResponse {
  const { spec } = page;
  const status = spec.status === 0 ? instead.status : spec.status;
  const accept = x.head.fields.find((field) => field.key === "accept")?.value;
  const isProblem =
    spec.body === undefined || (spec.offersProblem && !page.isJson && prefersJson(accept, page.mediaType));
  const own = isProblem
    ? page.fields.map((field) => (field.key === "content-type" ? PROBLEM : field))
    : page.fields;
  const keys = own.map((field) => field.key);
  const content = isProblem ? problemText(x, instead, status) : bodyText(x, page, status, reason);
  return {
    status,
    reasonPhrase: "",
    fields: [...instead.fields.filter((field) => !keys.includes(field.key)), ...own],
    connectionNames: [],
    body: wholeBody(content),
    tunnel: undefined,
  };
}

const PROBLEM = makeField("Content-Type", "application/problem+json");

/** Of a refusal the problem that was made of it; of a backend's response what its status says. */
function problemText(x: GatewayExchange, instead: OutgoingResponse, status: number): string {
  const isOurs = instead.fields.some(
    (field) => field.key === "content-type" && field.value === PROBLEM.value,
  );
  if (isOurs && status === instead.status) return instead.body.prefix;
  return JSON.stringify({
    type: "about:blank",
    title: statusText(status),
    status,
    requestId: x.requestId,
  });
}

function bodyText(x: GatewayExchange, page: ErrorPage, status: number, reason: string): string {
  const values: Readonly<Record<ErrorVariable, string>> = {
    "request.id": x.requestId,
    status: String(status),
    title: statusText(status),
    reason,
  };
  let text = "";
  for (const part of page.spec.body ?? []) {
    text += typeof part === "string" ? part : escapeFor(page, values[part.name]);
  }
  return text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeFor(page: ErrorPage, value: string): string {
  if (page.isJson) return JSON.stringify(value).slice(1, -1);
  return /(?:html|xml)$/.test(page.mediaType)
    ? value.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? "")
    : value;
}
