// A backend whose answers can be checked to the byte. Run as `node echo-backend.ts NAME PORT`.

import { createServer } from "node:http";
import { answerEcho } from "../load/echo-answer.ts";

const [name = "", port = ""] = process.argv.slice(2);

const server = createServer(answerEcho(name));
// Never the one to close: whatever breaks off is then the gateway's doing.
server.keepAliveTimeout = 0;
server.listen(Number(port), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
