// What a function may answer, checked as strictly as the configuration checks the same thing where it is
// written there.

import {
  answerStatuses,
  hasNoBody,
  headerValueFlaw,
  locationFlaw,
  refusalStatuses,
} from "#http/own-answer.ts";
import { isRedirect, redirectStatuses } from "#http/redirect-rules.ts";
import { type DecisionForm, decisionForms } from "#kernel/function-outcome.ts";
import { isTag } from "#kernel/tag.ts";

export type FunctionDecision =
  /** Nothing: the next rule is asked. */
  | { readonly kind: "next" }
  | { readonly kind: "allow" }
  | { readonly kind: "deny"; readonly status: number; readonly detail: string }
  | { readonly kind: "drop" }
  | { readonly kind: "tag"; readonly tag: string }
  | {
      readonly kind: "respond";
      readonly status: number;
      readonly contentType: string;
      /** Latin1 string of the bytes to send. */
      readonly body: string;
    }
  | { readonly kind: "redirect"; readonly status: number; readonly location: string };

/** What is wrong with the answer, for the operator. */
export type DecisionFlaw = { readonly flaw: string };

type Members = Readonly<Record<string, unknown>>;
type Read = FunctionDecision | DecisionFlaw;

/** Of what `deny` says to the access line. */
const MAX_DETAIL_CHARS = 200;
const MAX_LOCATION_CHARS = 8192;

/** What may stand beside a form. */
const BESIDE: ReadonlyMap<string, readonly string[]> = new Map([
  ["deny", ["detail"]],
  ["redirect", ["status"]],
]);

/** @param json of an object */
export function readDecision(json: string): Read {
  // It came out of the sandbox's own JSON.stringify, and begins with a brace.
  const members = JSON.parse(json) as Members;
  const forms = decisionForms.filter((form) => Object.hasOwn(members, form));
  const [form] = forms;
  if (form === undefined) return { flaw: `decide gave none of ${decisionForms.join(", ")}` };
  if (forms.length > 1) return { flaw: `decide gave more than one of ${forms.join(", ")}` };
  const known = [form, ...(BESIDE.get(form) ?? [])];
  const stray = Object.keys(members).find((name) => !known.includes(name));
  if (stray !== undefined) return { flaw: `decide gave ${shown(stray)} beside ${form}` };
  return readers[form](members);
}

const readers: Readonly<Record<DecisionForm, (members: Members) => Read>> = {
  allow: ({ allow }) => (allow === true ? { kind: "allow" } : { flaw: "allow is true or nothing" }),
  drop: ({ drop }) => (drop === true ? { kind: "drop" } : { flaw: "drop is true or nothing" }),
  deny: readDeny,
  tag: ({ tag }) => (isTag(tag) ? { kind: "tag", tag } : { flaw: `${shown(tag)} is not a tag` }),
  respond: readRespond,
  redirect: readRedirect,
};

function readDeny({ deny, detail = "" }: Members): Read {
  const status = deny === true ? 403 : deny;
  const { least, most } = refusalStatuses;
  if (!isWholeBetween(status, least, most))
    return { flaw: `deny is true or a status from ${least} to ${most}` };
  if (typeof detail !== "string") return { flaw: "the detail of deny is not a text" };
  return { kind: "deny", status, detail: plain(detail).slice(0, MAX_DETAIL_CHARS) };
}

function readRespond({ respond }: Members): Read {
  if (typeof respond !== "object" || respond === null || Array.isArray(respond))
    return { flaw: "respond is not an object" };
  const {
    status = 200,
    contentType = "text/plain; charset=utf-8",
    body = "",
    ...others
  } = toMembers(respond);
  const [stray] = Object.keys(others);
  if (stray !== undefined) return { flaw: `respond has no ${shown(stray)}` };
  const { least, most } = answerStatuses;
  if (!isWholeBetween(status, least, most)) {
    return { flaw: `the status of respond is not from ${least} to ${most}` };
  }
  if (!isHeaderValue(contentType)) return { flaw: "the contentType of respond is not one" };
  if (typeof body !== "string") return { flaw: "the body of respond is not a text" };
  if (body !== "" && hasNoBody(status)) return { flaw: `an answer with ${status} has no body` };
  return { kind: "respond", status, contentType, body: Buffer.from(body, "utf8").toString("latin1") };
}

function readRedirect({ redirect, status = 308 }: Members): Read {
  if (typeof status !== "number" || !isRedirect(status)) {
    return { flaw: `the status of redirect is none of ${redirectStatuses.join(", ")}` };
  }
  if (!isLocation(redirect)) return { flaw: `${shown(redirect)} is neither an absolute URL nor a path` };
  return { kind: "redirect", status, location: redirect };
}

function isLocation(value: unknown): value is string {
  return typeof value === "string" && value.length <= MAX_LOCATION_CHARS && locationFlaw(value) === undefined;
}

function isHeaderValue(value: unknown): value is string {
  return typeof value === "string" && value !== "" && headerValueFlaw(value) === undefined;
}

function isWholeBetween(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

/** An object that JSON gave: its members are its own. */
const toMembers = (value: object): Members => ({ ...value });

/** On one line: what a script says goes into lines of logs. */
export const plain = (text: string): string => text.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]+/g, " ");

const shown = (value: unknown): string => plain(JSON.stringify(value)).slice(0, 80);
