// What an answer of the gateway's own may be made of, whoever wrote it: the configuration beforehand, or a
// function while the request waits. What is wrong with it is told by a word; who asks has texts for people.

import { isFieldValue } from "./field.ts";

type Statuses = { readonly least: number; readonly most: number };

/** Of a fixed answer: an interim one (RFC 9110 §15.2) ends no request. */
export const answerStatuses: Statuses = { least: 200, most: 599 };
/** Of a refusal: the client is to blame. */
export const refusalStatuses: Statuses = { least: 400, most: 499 };

/** RFC 9110 §6.4.1: these answers end after their head. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

export const hasNoBody = (status: number): boolean => WITHOUT_BODY.has(status);

/** Why a text cannot stand in a header: CR, LF or NUL would end its line and start another. */
export type ControlFlaw = "line-break" | "control";
/** Receivers disagree on bytes beyond ASCII, and take white space at the ends away. */
export type HeaderValueFlaw = ControlFlaw | "beyond-ascii" | "outer-space";

/** @param text of any characters: what lies beyond latin1 is not this check's business */
export function controlFlawOf(text: string): ControlFlaw | undefined {
  if (/[\r\n\0]/.test(text)) return "line-break";
  return isFieldValue(text.replace(/[^\0-\xff]/g, "")) ? undefined : "control";
}

/** What is wrong with a value as it is written, that of Content-Type for one. An empty one is right. */
export function headerValueFlaw(text: string): HeaderValueFlaw | undefined {
  const flaw = controlFlawOf(text);
  if (flaw !== undefined) return flaw;
  if (/[^\0-\x7f]/.test(text)) return "beyond-ascii";
  return text.trim() === text ? undefined : "outer-space";
}

/** Only what a URL is written with: spaces and letters beyond ASCII stand there percent-encoded. */
export const isUrlText = (text: string): boolean => !/[^\x21-\x7e]/.test(text);

/** `other-host`: a path that leaves the host. `host-unclear`: a URL whose host can be read as another. */
export type LocationFlaw = "character" | "other-host" | "no-place" | "host-unclear";

/** Scheme and host, and what may follow: nothing of it can extend the host. */
const ABSOLUTE = /^https?:\/\/(?:[a-z0-9._-]+|\[[^\]]+\])(?::[0-9]{1,5})?(?:[/?#]|$)/i;

/**
 * What is wrong with the place that a redirect leads to: an absolute URL of HTTP, or a path that starts
 * with one `/`. `//host` would leave the host, and `\` reads as `/`.
 */
export function locationFlaw(location: string): LocationFlaw | undefined {
  if (!isUrlText(location)) return "character";
  if (location.startsWith("//") || location.includes("\\")) return "other-host";
  if (location.startsWith("/")) return undefined;
  if (!/^https?:\/\//i.test(location) || !URL.canParse(location)) return "no-place";
  return ABSOLUTE.test(location) ? undefined : "host-unclear";
}
