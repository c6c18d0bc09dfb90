// Decides on requests to the shop, before any engine looks at them. The test test/scenario/functions.test.ts
// runs it as it stands.

/** Partners, by the token that each has; looked up in no time, however many there are. */
const partners = new Map([
  ["p-7f3a", "acme"],
  ["p-91c2", "globex"],
]);

/** The last hour in which the shop takes orders by the API, of UTC. */
const LAST_HOUR = 21;

function decide(request) {
  const { method, path } = request;
  if (path.startsWith("/partner/")) return partner(request);
  if (method === "POST" && path === "/orders" && new Date(request.time).getUTCHours() > LAST_HOUR) {
    return { respond: { status: 503, contentType: "application/json", body: '{"closed":true}' } };
  }
  // The old app numbers its requests, and sends the same number again where it hangs.
  const number = request.header("x-request-number");
  if (number !== undefined && !/^[0-9]{1,12}$/.test(number)) return { deny: 400, detail: "no number" };
  if (request.bot.class === "bad") return { tag: "bad-bot" };
}

function partner(request) {
  const name = partners.get(request.header("x-partner-token"));
  if (name === undefined) return { deny: 401, detail: "no partner" };
  if (!request.path.startsWith(`/partner/${name}/`)) return { redirect: `/partner/${name}/`, status: 302 };
  return { tag: `partner:${name}` };
}
