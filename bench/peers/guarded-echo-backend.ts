// The echo backend behind a guard, over mutual TLS. Its certificates, and what its guard believes, are read
// again at SIGHUP. Run as `node guarded-echo-backend.ts NAME PORT DIRECTORY`.

import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { type GuardOptions, guarded } from "#public/guard.ts";
import { answerEcho } from "../load/echo-answer.ts";

const [name = "", port = "", directory = ""] = process.argv.slice(2);

const read = (file: string): string => readFileSync(join(directory, file), "utf8");

const tls = () => ({ cert: read("backend.pem"), key: read("backend.key"), ca: read("authority.pem") });

/** What has to hold of each request, and who is told where one is refused. */
function guardNow(): ReturnType<typeof guarded> {
  // Written by the bench in this form.
  const believed = JSON.parse(read("believed.json")) as Pick<GuardOptions, "keys" | "certificates">;
  const onReject: GuardOptions["onReject"] = ({ reason, detail }) => console.error(`${reason}: ${detail}`);
  return guarded({ ...believed, require: ["signature", "mtls"], onReject }, answerEcho(name));
}

let answer = guardNow();
const server = createServer({ ...tls(), requestCert: true }, (req, res) => answer(req, res));
// Never the one to close: whatever breaks off is then the gateway's doing.
server.keepAliveTimeout = 0;
server.listen(Number(port), "127.0.0.1", () => writeFileSync(join(directory, `${name}.turn`), "0"));

let turn = 0;
process.on("SIGHUP", () => {
  server.setSecureContext(tls());
  answer = guardNow();
  writeFileSync(join(directory, `${name}.turn`), String(++turn));
});
process.on("SIGTERM", () => process.exit(0));
