// The reference's AsBasic and TryParseBasic: user and password of `Authorization: Basic …` (RFC 7617).

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";

export class BasicAuthCredentials extends ClrObject {
  readonly clrName = "BasicAuthCredentials";
  readonly userId: string;
  readonly password: string;

  constructor(userId: string, password: string) {
    super();
    this.userId = userId;
    this.password = password;
  }
}

/** Undefined for what is no header of that scheme. */
export function parseBasic(run: Run, text: string): BasicAuthCredentials | undefined {
  run.spend(text.length);
  run.allocate(text.length * 2);
  const found = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(text);
  if (found === null) return undefined;
  const plain = new TextDecoder().decode(Buffer.from(found[1] ?? "", "base64"));
  const colon = plain.indexOf(":");
  return colon < 0 ? undefined : new BasicAuthCredentials(plain.slice(0, colon), plain.slice(colon + 1));
}

export const basicCredentialsType: TypeDefinition = defineType({
  name: "BasicAuthCredentials",
  kind: "class",
  isInstance: (value) => value instanceof BasicAuthCredentials,
  members: {
    "string UserId": (_run: Run, credentials: BasicAuthCredentials) => credentials.userId,
    "string Password": (_run: Run, credentials: BasicAuthCredentials) => credentials.password,
  },
});
