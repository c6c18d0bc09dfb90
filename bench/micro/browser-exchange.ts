// A browser's request as the edge sees it, once it is routed.

import { wholeBody } from "#http/body.ts";
import { Exchange } from "#http/exchange.ts";
import { readWholeRequest } from "#http/whole-request.ts";

const BROWSER =
  "GET /orders/1234?expand=owner&limit=20 HTTP/1.1\r\nHost: api.example.com\r\n" +
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n" +
  "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n" +
  "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n" +
  "Cookie: session=0123456789abcdef; theme=dark\r\nReferer: https://api.example.com/orders\r\n" +
  "Sec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Site: same-origin\r\n\r\n";

export function browserExchange(): Exchange {
  const { head, body } = readWholeRequest(BROWSER);
  const x = new Exchange(head, wholeBody(body), "0191e3f2-7a55-7c3e-9a4d-1c2b3a495867");
  x.path = "/orders/1234";
  x.query = "?expand=owner&limit=20";
  x.clientAddress = "203.0.113.9";
  x.country = "DE";
  x.listener = "public";
  x.site = "api";
  x.startedAtMs = Date.now();
  return x;
}
