// The request of the flood bench, of good clients and bad ones alike: a browser's POST of an order as JSON.

/** A whole message, with a body of so many bytes. @param number makes it differ from others */
export function orderRequest(number: number, bodyBytes: number): string {
  const items: string[] = [];
  for (let i = 0; items.join(",").length < bodyBytes - 200; i++) {
    items.push(`{"sku":"A-${number}-${i}","quantity":${1 + (i % 5)},"note":"left at the door ${i}"}`);
  }
  const body = `{"customer":"c-${number}","currency":"EUR","items":[${items.join(",")}]}`;
  return [
    "POST /api/orders HTTP/1.1",
    "Host: shop.example.test",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Accept: application/json, text/plain, */*",
    "Accept-Language: pt-PT,pt;q=0.9,en;q=0.8",
    "Origin: https://shop.example.test",
    `Referer: https://shop.example.test/orders/${number}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

/** Reads answers with a length, one after the other; `status` is 0 while none is whole. */
export class AnswerReader {
  #text = "";

  take(piece: string): number {
    this.#text += piece;
    const end = this.#text.indexOf("\r\n\r\n");
    if (end < 0) return 0;
    const head = this.#text.slice(0, end);
    const length = Number(/\r\ncontent-length: ([0-9]+)/i.exec(head)?.[1] ?? 0);
    if (this.#text.length < end + 4 + length) return 0;
    this.#text = this.#text.slice(end + 4 + length);
    return Number(head.slice(9, 12));
  }
}
