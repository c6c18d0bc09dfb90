// Prints a token for the example's API, as its issuer would make it: HS256 with the key that the node has in
// NAMED_VALUE_TOKEN_KEY. Claims can be given as name=value; one without a value is left out. `exp` is in
// seconds from now.
//   sh bin/node examples/apiops-shop/token.ts sub=alice exp=-60

import { createHmac } from "node:crypto";

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function tokenOf(given: ReadonlyMap<string, string>, key: Buffer): string {
  const usual = { iss: "https://login.shop.example/", aud: "api://shop", sub: "mobile-app", scope: "orders" };
  const claims = Object.entries({ ...usual, exp: "600", ...Object.fromEntries(given) })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => [name, name === "exp" ? Math.floor(Date.now() / 1000) + Number(value) : value]);
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(Object.fromEntries(claims))}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

const given = process.argv.slice(2).map((text): [string, string] => {
  const [name = "", ...value] = text.split("=");
  return [name, value.join("=")];
});

const key = process.env["NAMED_VALUE_TOKEN_KEY"] ?? "";
if (key === "") {
  console.error("set NAMED_VALUE_TOKEN_KEY to the key that the node has");
  process.exitCode = 1;
} else console.log(tokenOf(new Map(given), Buffer.from(key, "base64")));
