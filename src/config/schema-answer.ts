// Answers that the gateway gives by itself: redirects and fixed responses, of routes and of edge rules.

import { Type } from "typebox";
import { answerStatuses } from "#http/own-answer.ts";
import { type RedirectStatus, redirectStatuses } from "#http/redirect-rules.ts";
import type { Template } from "#http/template.ts";
import { flag, formatted, keys, text, whole } from "./schema-form.ts";

export const redirect = keys(
  {
    location: formatted<Template>("location", {
      description:
        "The new place: an absolute URL, or a path that starts with one `/`. `{path}`, `{path.rest}` (what follows the route's prefix) and `{query.NAME}` stand for the request's; `{host}` for the host that was asked for, where the site names its hosts.",
      examples: ["https://example.com{path}"],
    }),
    keepQuery: flag({ description: "Append the request's query.", default: false }),
    status: Type.Unsafe<RedirectStatus>({
      type: "integer",
      enum: [...redirectStatuses],
      description:
        "308 and 307 keep the method, 301 and 302 may turn it into GET, 303 always does; 301 and 308 are permanent.",
      default: 308,
    }),
  },
  { description: "Answers with a redirect." },
);

export const respond = keys(
  {
    status: whole(answerStatuses.least, answerStatuses.most, {
      description: "The status of the answer.",
      default: 200,
    }),
    contentType: formatted<string>("header-value", {
      description: "The Content-Type of the answer.",
      default: "text/plain; charset=utf-8",
      minLength: 1,
    }),
    body: text({ description: "The body of the answer, sent as UTF-8.", default: "" }),
  },
  { description: "Answers with a fixed response." },
);
