// The `errors` of sites and routes: what is answered in place of problem details.

import { Type } from "typebox";
import { flag, formatted, keys, named, text, whole } from "./schema-form.ts";

const ERROR_NAME = {
  pattern: "^(?:[45]xx|[45][0-9][0-9]|[a-z][a-z0-9-]*[a-z0-9])$",
  description: "write a status (404), a class of statuses (4xx, 5xx), or a code of the error reference",
};

const error = keys(
  {
    status: Type.Optional(whole(200, 599, { description: "The status to answer with; left out, it stays." })),
    contentType: formatted<string>("header-value", {
      description: "The Content-Type of the body. Values are escaped for HTML, XML or JSON by it.",
      default: "text/html; charset=utf-8",
      minLength: 1,
    }),
    body: Type.Optional(
      text({
        description:
          "The body. `{request.id}`, `{status}`, `{title}` (the status in words) and `{reason}` (the code; it tells attackers what stopped them) stand for their values; other braces for themselves.",
        examples: ["<h1>{status} {title}</h1><p>{request.id}</p>"],
      }),
    ),
    file: Type.Optional(
      text({
        description:
          "The file that holds the body, at most 256KiB, relative to this file. It is read with the configuration.",
        minLength: 1,
        examples: ["errors/5xx.html"],
      }),
    ),
    headers: named(formatted<string>("header-value", { description: "The value." }), {
      description: "Further headers of the answer.",
      default: {},
    }),
    interceptBackend: flag({
      description: "Replace the responses of backends with such a status too.",
      default: false,
    }),
    problem: flag({
      description:
        "Answer with problem details (RFC 9457) to those who by their Accept prefer JSON to `contentType`.",
      default: true,
    }),
  },
  { description: "What to answer; without `body` and `file`, problem details." },
);

export const errors = named(error, {
  description:
    "Answers to requests that end early, by a code of the error reference, a status, or a class of statuses; the first of these that is written is taken, the route's before the site's. What could not be read at all reaches no site.",
  default: {},
  propertyNames: ERROR_NAME,
  examples: [{ "5xx": { file: "errors/5xx.html" } }],
});
