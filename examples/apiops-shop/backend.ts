// The service behind the example's API. It prints each request that it gets, so that one can see that what
// was refused before never came here. Listens on 127.0.0.1, on PORT or 9001.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

const server = createServer((req, res) => {
  console.log(`${req.method} ${req.url} for ${req.headers["x-caller"]}`);
  req.resume().on("end", () => answer(req, res));
});

function answer({ method, url = "" }: IncomingMessage, res: ServerResponse): void {
  const [, id] = /^\/v1\/orders(?:\/(\d+))?$/.exec(url) ?? [];
  const isNew = method === "POST" && url === "/v1/orders";
  const status = isNew ? 201 : method === "GET" && id !== undefined ? 200 : 404;
  res.writeHead(status, { "Content-Type": "application/json", "X-Powered-By": "the shop's own service" });
  res.end(status === 404 ? "{}\n" : `${JSON.stringify({ id: Number(id ?? 1003), state: "placed" })}\n`);
}

server.listen(Number(process.env["PORT"] ?? 9001), "127.0.0.1");
