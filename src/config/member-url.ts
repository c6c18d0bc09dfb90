// The URL of a pool's member: `http://host:port` or `https://host:port`, and nothing more.

import { bareHost, originWithPort } from "#kernel/address.ts";
import { portOf } from "#kernel/default-port.ts";
import type { Format, Parsed } from "./format.ts";

/** `host` is a name or an address, an IPv6 address without its brackets. */
export type Member = { readonly host: string; readonly port: number; readonly isTls: boolean };

const HINT = "write it as http://host:port or https://host:port";

function parseMemberUrl(text: string): Parsed<Member> {
  const url = URL.canParse(text) && /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? new URL(text) : undefined;
  if (url === undefined) {
    const bare = /^[A-Za-z0-9.-]+(?::[0-9]+)?$/.test(text) ? { hintFromText: `write http://${text}` } : {};
    return { code: "bad-url", says: "is not a URL", hint: HINT, ...bare };
  }
  const isTls = url.protocol === "https:";
  if (!isTls && url.protocol !== "http:") {
    return { code: "bad-url", says: "is not an http:// or https:// URL", hint: HINT };
  }
  if (url.username !== "" || url.password !== "") {
    return {
      code: "bad-url",
      says: "holds a user name or password",
      hint: "credentials do not belong into a member's URL",
      hidesText: true,
    };
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "" || /[?#]/.test(text)) {
    const hint = `the path of the request is forwarded as it is: write only ${url.protocol}//host:port`;
    return {
      code: "bad-url",
      says: "has a path or query",
      hint,
      hintFromText: `${hint}, here ${url.origin}`,
    };
  }
  if (url.port === "0")
    return { code: "out-of-range", says: "has the port 0", hint: "write a port from 1 to 65535" };
  const host = bareHost(url);
  return { value: { host, port: portOf(url), isTls } };
}

export const memberUrl: Format<Member> = {
  name: "a URL",
  parse: parseMemberUrl,
  print: originWithPort,
  readsNumbers: false,
};
