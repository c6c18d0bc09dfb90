import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readAnswer } from "./read-answer.ts";

const hashOf = (body: string): string => createHash("sha256").update(body, "latin1").digest("hex");
const sized = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

function chunked(parts: readonly string[]): string {
  const chunks = parts
    .filter((part) => part !== "")
    .map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
  return `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join("")}0\r\n\r\n`;
}

describe("an answer", () => {
  it("has the same hash whatever its framing", () => {
    const parts = fc.array(fc.stringMatching(/^[\x00-\xff]{0,30}$/), { maxLength: 6 });
    fc.assert(
      fc.property(parts, (all) => {
        const body = all.join("");
        const closed = `HTTP/1.1 200 OK\r\n\r\n${body}`;
        for (const bytes of [sized(body), chunked(all), closed]) {
          const read = readAnswer(bytes, true, false);
          assert.equal(read?.bodyHash, hashOf(body));
          assert.equal(read?.bodyBytes, body.length);
          assert.equal(read?.isWhole, true);
        }
      }),
    );
  });

  it("is not whole before its last byte, and then never again less", () => {
    for (const bytes of [sized("twelve bytes"), chunked(["twelve", " bytes"])]) {
      for (let length = 0; length < bytes.length; length++) {
        assert.notEqual(readAnswer(bytes.slice(0, length), false, false)?.isWhole, true, `${length}`);
      }
      assert.equal(readAnswer(bytes, false, false)?.isWhole, true);
    }
  });

  it("tells the statuses of all answers that came, and passes over interim ones", () => {
    const pair = `HTTP/1.1 100 Continue\r\n\r\n${sized("a").replace("200 OK", "403 Forbidden")}${chunked(["b"])}`;
    assert.deepEqual(readAnswer(pair, true, false)?.statuses, [403, 200]);
    assert.deepEqual(readAnswer("HTTP/1.1 101 Switching\r\n\r\nframes", false, false)?.statuses, [101]);
  });

  it("has no body where HEAD was asked", () => {
    const read = readAnswer("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", false, true);
    assert.deepEqual([read?.isWhole, read?.bodyBytes], [true, 0]);
  });

  it("is none where no HTTP/1.1 came", () => {
    for (const bytes of ["", "\x15\x03\x01\x00\x02\x02\x46", "HTTP/1.1 200 OK\r\n", "SSH-2.0-x\r\n\r\n"]) {
      assert.equal(readAnswer(bytes, true, false), undefined);
    }
  });

  it("tells of few header fields, and of those nothing that could be a secret", () => {
    const head = [
      "HTTP/1.1 302 Found",
      "Location: https://a.example/in?token=secret#secret",
      "Set-Cookie: session=secret",
      "WWW-Authenticate: Digest nonce=secret",
      "Server: nginx",
    ].join("\r\n");
    const read = readAnswer(`${head}\r\nContent-Length: 0\r\n\r\n`, true, false);
    assert.deepEqual(read?.headers, {
      location: "https://a.example/in",
      "www-authenticate": "Digest",
      server: "nginx",
    });
  });
});
