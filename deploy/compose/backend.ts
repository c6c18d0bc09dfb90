// The sample backend of compose.yaml: says what it was asked for, and how it was reached.

import { createServer } from "node:http";

const server = createServer((req, res) => {
  res.setHeader("Content-Type", "application/json");
  res.end(`${JSON.stringify({ hello: req.url, forwarded: req.headers["forwarded"] })}\n`);
});

process.on("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
server.listen(Number(process.env["PORT"] ?? 9000));
