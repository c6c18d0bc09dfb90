// Parts of a request as WAF policies name them, and which members of a part are meant.

import { Type } from "typebox";
import { keys, text } from "./schema-form.ts";

export const requestParts = [
  "argument",
  "argument-name",
  "header",
  "header-name",
  "cookie",
  "cookie-name",
  "file",
  "xml",
] as const;

export const nameSelector = keys(
  {
    equals: Type.Optional(text({ description: "The whole name.", minLength: 1 })),
    startsWith: Type.Optional(text({ description: "How the name begins.", minLength: 1 })),
    endsWith: Type.Optional(text({ description: "How the name ends.", minLength: 1 })),
    contains: Type.Optional(text({ description: "What stands in the name.", minLength: 1 })),
  },
  {
    description: "Which names: exactly one of the keys. The case of letters does not count.",
    minProperties: 1,
    maxProperties: 1,
    examples: [{ equals: "password" }],
  },
);
