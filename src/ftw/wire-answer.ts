// Reads of a server's answer what a test judges: its status, and where it ends. Anything else it says is
// left to others.

export type AnswerState =
  | { readonly kind: "incomplete" }
  /** Only the end of the connection ends it. */
  | { readonly kind: "until-close"; readonly status: number }
  | { readonly kind: "complete"; readonly status: number };

const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})/;
const INCOMPLETE: AnswerState = { kind: "incomplete" };

/**
 * @param bytes what came so far, latin1
 * @param isHead the answer is one to HEAD, which has no body
 */
export function readAnswer(bytes: string, isHead: boolean): AnswerState {
  let start = 0;
  for (;;) {
    const end = bytes.indexOf("\r\n\r\n", start);
    if (end < 0) return INCOMPLETE;
    const head = bytes.slice(start, end);
    const status = Number(STATUS_LINE.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(status)) return INCOMPLETE;
    // 1xx announce an answer and are none.
    if (status >= 200) return bodyState(head, bytes.slice(end + 4), status, isHead);
    start = end + 4;
  }
}

function bodyState(head: string, body: string, status: number, isHead: boolean): AnswerState {
  const complete: AnswerState = { kind: "complete", status };
  if (isHead || status === 204 || status === 304) return complete;
  if (/^transfer-encoding:.*chunked/im.test(head)) {
    return /(?:^|\r\n)0\r\n(?:[^\r\n]+\r\n)*\r\n$/.test(body) ? complete : INCOMPLETE;
  }
  const length = /^content-length:[ \t]*(\d+)/im.exec(head)?.[1];
  if (length === undefined) return { kind: "until-close", status };
  return body.length >= Number(length) ? complete : INCOMPLETE;
}
