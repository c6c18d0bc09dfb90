// What an answer to a request without the gateway's proof says: refused, open, or nothing that can be decided
// on. An answer is compared with the one that the gateway gets, and with the plain refusal.

import type { Outcome } from "../bypass-report.ts";
import type { Answer, ProbeReply } from "./probe-message.ts";

export type Judgement = { readonly outcome: Outcome; readonly reason: string };

export type Standard = {
  /** The answer to the same request with the gateway's proof; undefined where there is none. */
  readonly control: Answer | undefined;
  /** What a request for the canary got without any proof. */
  readonly denial: ProbeReply | undefined;
  /** Path and query that were asked for. */
  readonly target: string;
  /** Another name or place was asked for than the application's: an error says that nothing is there. */
  readonly isElsewhere?: boolean;
};

const open = (reason: string): Judgement => ({ outcome: "open", reason });
const refused = (reason: string): Judgement => ({ outcome: "refused", reason });
const undecided = (reason: string): Judgement => ({ outcome: "undecided", reason });

export function judge(reply: ProbeReply, standard: Standard): Judgement {
  switch (reply.kind) {
    case "failed":
      return judgeFailure(reply.at, reply.code);
    case "connected":
      return undecided("the connection was taken, and nothing was asked");
    case "answered":
      return judgeAnswer(reply, standard);
  }
}

/** What a firewall or a closed port looks like from outside. */
const CLOSED_CODES: ReadonlySet<string> = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH", "timeout", "closed"],
]);

function judgeFailure(at: "connect" | "tls" | "answer", code: string): Judgement {
  if (code === "stopped")
    return { outcome: "not-tried", reason: "the audit was stopped: the backend began to fail" };
  if (code === "vantage-lost") return { outcome: "not-tried", reason: "the probe agent is gone" };
  if (at === "connect") {
    if (CLOSED_CODES.has(code)) return refused(`takes no connection (${code})`);
    return undecided(`the vantage itself cannot connect there (${code})`);
  }
  // What our own side cannot do is no merit of the backend.
  if (code.startsWith("ERR_OSSL")) return undecided(`the handshake could not be tried (${code})`);
  if (code === "timeout") return undecided(at === "tls" ? "the handshake does not end" : "no answer in time");
  return refused(at === "tls" ? `the handshake fails (${code})` : `ends the connection (${code})`);
}

function judgeAnswer(answer: Answer, standard: Standard): Judgement {
  const { status, bodyHash, bodyBytes } = answer;
  const { control, denial } = standard;
  const passed = answer.statuses.find((each) => each === 101 || (each >= 200 && each < 300));
  if (passed !== undefined) return open(passedReason(passed, answer, control));
  if (status >= 300 && status < 400) return judgeRedirect(answer, standard.target);
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    return undecided(`answers ${status}, which says nothing of the proof`);
  }
  const isSame = control !== undefined && bodyHash === control.bodyHash && bodyBytes > 0;
  const isPlainDenial = denial?.kind === "answered" && denial.status === status;
  if (isSame && !(isPlainDenial && denial.bodyHash === bodyHash)) {
    return open(`answers ${status} with the very body that the gateway gets`);
  }
  if (isPlainDenial || status === 401 || status === 403) return refused(`answers ${status}`);
  if (control === undefined) {
    if (standard.isElsewhere === true) return refused(`answers ${status}: nothing is there`);
    return undecided(`answers ${status}, and what the gateway would get is not known`);
  }
  if (control.status === status) return open(`answers ${status} without proof as it does with one`);
  return refused(`answers ${status}, and the gateway gets ${control.status}`);
}

function passedReason(status: number, answer: Answer, control: Answer | undefined): string {
  if (status === 101) return "changes the protocol without proof";
  if (control?.bodyHash === answer.bodyHash && answer.bodyBytes > 0) {
    return `answers ${status} with the body that the gateway gets`;
  }
  return `answers ${status} without proof, with a body of ${answer.bodyBytes} bytes`;
}

/** The same path under another scheme or name is a sign on a closed door; any other place was chosen. */
function judgeRedirect({ status, headers }: Answer, target: string): Judgement {
  const { location = "" } = headers;
  const [path = ""] = target.split("?");
  if (URL.canParse(location) && new URL(location).pathname === path) {
    return refused(`answers ${status}: the same path at ${new URL(location).origin}`);
  }
  return open(`answers ${status} without proof, and leads to ${location === "" ? "nowhere" : location}`);
}
