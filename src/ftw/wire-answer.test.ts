import assert from "node:assert/strict";
import { test } from "node:test";
import { type AnswerState, readAnswer } from "./wire-answer.ts";

const complete = (status: number): AnswerState => ({ kind: "complete", status });
const incomplete: AnswerState = { kind: "incomplete" };

const OK = "HTTP/1.1 200 OK\r\n";

const rows: readonly (readonly [string, string, AnswerState])[] = [
  ["half a head", "HTTP/1.1 200 OK\r\nContent-Le", incomplete],
  ["no status line", "<html>\r\n\r\n", incomplete],
  ["a length that is met", `${OK}Content-Length: 2\r\n\r\nok`, complete(200)],
  ["a length that is not", `${OK}Content-Length: 3\r\n\r\nok`, incomplete],
  ["all chunks", `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`, complete(200)],
  ["all chunks and a trailer", `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\na: b\r\n\r\n`, complete(200)],
  ["chunks without their end", `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n`, incomplete],
  ["no framing", `${OK}Server: x\r\n\r\nok`, { kind: "until-close", status: 200 }],
  ["no content", "HTTP/1.1 204 No Content\r\n\r\n", complete(204)],
  ["an announcement", "HTTP/1.1 100 Continue\r\n\r\n", incomplete],
  [
    "an announcement, then the answer",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    complete(403),
  ],
];

for (const [name, bytes, state] of rows) {
  test(`the answer with ${name} is ${state.kind}`, () => {
    assert.deepEqual(readAnswer(bytes, false), state);
  });
}

test("an answer to HEAD ends with its head", () => {
  assert.deepEqual(readAnswer(`${OK}Content-Length: 5\r\n\r\n`, true), complete(200));
});
