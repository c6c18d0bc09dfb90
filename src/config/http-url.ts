// URLs that the node calls.

import type { Format } from "./format.ts";

/** @param example for who wrote something else */
export function httpUrl(example: string): Format<string> {
  const hint = `write it as ${example}`;
  return {
    name: "a URL",
    parse: (text) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (url === undefined || !/^https?:$/.test(url.protocol))
        return { code: "bad-url", says: "is not an http:// or https:// URL", hint };
      if (url.username !== "" || url.password !== "")
        return { code: "bad-url", says: "holds a user name or password", hint, hidesText: true };
      return { value: url.href };
    },
    print: (value) => value,
    readsNumbers: false,
  };
}
