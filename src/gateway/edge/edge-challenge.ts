// The `challenge` of edge rules: a page that works for a clearance, for browsers that ask for a document; a
// refusal for everybody else, since nobody else can run it.

import {
  type ChallengeSubject,
  type ChallengeTerms,
  challengePage,
  isCleared,
  issueChallenge,
  issueClearance,
  judgeWork,
} from "#bot/challenge.ts";
import type { Ending, Exchange } from "#http/exchange.ts";
import { makeField } from "#http/field.ts";
import { fixedResponse } from "../fixed-response.ts";
import { cookieOf } from "../rewrite/exchange-value.ts";
import { parameterOf } from "../rewrite/query-string.ts";

const COOKIE = "portcullis-clearance";
/** Takes the work of every site; RFC 8615. */
const PLACE = "/.well-known/portcullis-challenge";
const NO_STORE = makeField("Cache-Control", "no-store");

/** Of one node. */
export class EdgeChallenge {
  readonly #key: string;

  /** @param key of `challengeKeyOf` */
  constructor(key: string) {
    this.#key = key;
  }

  isCleared(x: Exchange, { difficultyBits }: ChallengeTerms): boolean {
    const clearance = cookieOf(x.head.fields, COOKIE);
    if (clearance === undefined) return false;
    return isCleared(this.#key, subjectOf(x), clearance, difficultyBits, x.startedAtMs);
  }

  /** The page, or the refusal of who cannot run it. */
  ask(x: Exchange, terms: ChallengeTerms, detail: string): Ending {
    if (!isForPage(x)) return { kind: "refuse", code: "challenge-required", detail };
    const challenge = issueChallenge(this.#key, subjectOf(x), terms, x.startedAtMs);
    const { headers, body } = challengePage(challenge, terms.difficultyBits, PLACE);
    x.detail = detail;
    const fields = headers.map(([name, value]) => makeField(name, value));
    return { kind: "answer", reason: "challenge-issued", response: fixedResponse(403, fields, body) };
  }

  /** Answers what the page asks; undefined for every other request. */
  answer(x: Exchange): Ending | undefined {
    const { pathAndQuery, method } = x.head;
    if (!pathAndQuery.startsWith(PLACE)) return undefined;
    const rest = pathAndQuery.slice(PLACE.length);
    if (rest !== "" && !rest.startsWith("?")) return undefined;
    if (method === "GET") return this.#tellOfCookie(x);
    return method === "POST" ? this.#judge(x, rest.slice(1)) : undefined;
  }

  /** Whether the browser kept the cookie: without one it would be asked again and again. */
  #tellOfCookie(x: Exchange): Ending {
    const clearance = cookieOf(x.head.fields, COOKIE) ?? "";
    if (!isCleared(this.#key, subjectOf(x), clearance, 0, x.startedAtMs)) {
      return { kind: "refuse", code: "challenge-failed", detail: "there is no clearance" };
    }
    return { kind: "answer", reason: "challenge-passed", response: fixedResponse(204, [NO_STORE], "") };
  }

  #judge(x: Exchange, query: string): Ending {
    const subject = subjectOf(x);
    const challenge = parameterOf(query, "challenge") ?? "";
    const judged = judgeWork(this.#key, subject, challenge, parameterOf(query, "work") ?? "", x.startedAtMs);
    if (judged.kind === "failed") return { kind: "refuse", code: "challenge-failed", detail: judged.why };
    const { terms } = judged;
    const value = issueClearance(this.#key, subject, terms, x.startedAtMs);
    const secure = x.scheme === "https" ? "; Secure" : "";
    const maxAge = Math.floor(terms.validMs / 1000);
    const cookie = `${COOKIE}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`;
    const fields = [NO_STORE, makeField("Set-Cookie", cookie)];
    return { kind: "answer", reason: "challenge-passed", response: fixedResponse(204, fields, "") };
  }
}

const subjectOf = ({ site, clientAddress, ja4 }: Exchange): ChallengeSubject => ({
  site,
  clientAddress,
  ja4,
});

/** What a browser asks for when somebody goes to a place; Fetch Metadata says so where it is sent. */
function isForPage(x: Exchange): boolean {
  if (x.head.method !== "GET") return false;
  const destination = x.requestHeader("sec-fetch-dest");
  if (destination !== undefined) return destination === "document";
  return x.requestHeader("accept")?.includes("text/html") === true;
}
