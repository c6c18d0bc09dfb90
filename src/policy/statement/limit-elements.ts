// What the policies have alike which limit calls.

import {
  type AttributeDefinition,
  type ChildDefinition,
  type ElementDefinition,
  headerName,
  text,
  variableName,
} from "./schema.ts";

/** How a limit of a sliding period tells what is left of it. */
export const callReports: readonly AttributeDefinition[] = [
  {
    name: "retry-after-header-name",
    takes: headerName,
    default: "Retry-After",
    meaning: "response header for the seconds until a call may come again",
  },
  { name: "retry-after-variable-name", takes: variableName, meaning: "variable for those seconds" },
  {
    name: "remaining-calls-header-name",
    takes: headerName,
    meaning: "response header for the calls that are left",
  },
  {
    name: "remaining-calls-variable-name",
    takes: variableName,
    meaning: "variable for the calls that are left",
  },
  {
    name: "total-calls-header-name",
    takes: headerName,
    meaning: "response header for the calls of a period",
  },
];

/** Limits of their own for APIs and operations: beside the product's, and within an API's. */
export function limitsOfParts(
  what: "limit" | "quota",
  limit: readonly AttributeDefinition[],
): readonly ChildDefinition[] {
  const part = (name: string, meaning: string): ElementDefinition => ({
    name,
    meaning,
    attributes: [
      { name: "name", takes: text, meaning: "its name" },
      { name: "id", takes: text, meaning: "its id" },
      ...limit,
    ],
    rules: [{ kind: "at-least-one", of: ["name", "id"] }],
  });
  const inApi = part("operation", `A ${what} of its own for one operation of the API.`);
  const api = part("api", `A ${what} of its own for one API of the product.`);
  return [
    { element: { ...api, children: [{ element: inApi, isMany: true }] }, isMany: true },
    { element: part("operation", `A ${what} of its own for one operation.`), isMany: true },
  ];
}
