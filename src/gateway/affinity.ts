// Keeps a client with the member that answered it first. The cookie names the member by a tag that only the
// key makes, and is signed with its end: a forged or foreign one counts as none.

import { createHmac, timingSafeEqual } from "node:crypto";
import { type Field, makeField } from "#http/field.ts";
import type { ForwardEdits } from "#http/forward-wire.ts";
import { BoundedCache } from "#kernel/bounded-cache.ts";
import { ownCopy } from "#kernel/own-copy.ts";
import type { AffinitySpec } from "#snapshot/affinity-spec.ts";
import type { GatewayExchange } from "./gateway-exchange.ts";

type Ticket = {
  readonly member: string;
  /** Seconds since the epoch; 0 for ever. */
  readonly endsAtS: number;
};

const MAX_COOKIE_CHARS = 128;
const SAME_SITE = { strict: "Strict", lax: "Lax", none: "None" } as const;

export class Affinity {
  private readonly spec: AffinitySpec;
  private readonly pool: string;
  private readonly memberOf = new Map<string, string>();
  private readonly tagOf = new Map<string, string>();
  /** Tickets that were found right, by the cookie's value: a client sends the same again and again. */
  private readonly known = new BoundedCache<string, Ticket>(4096);

  constructor(spec: AffinitySpec, pool: string, members: readonly string[]) {
    if (spec.key === "") throw new Error(`the affinity of the pool ${pool} has no key`);
    this.spec = spec;
    this.pool = pool;
    for (const member of members) {
      const tag = this.mac(`member\0${member}`).subarray(0, 12).toString("base64url");
      this.memberOf.set(tag, member);
      this.tagOf.set(member, tag);
    }
  }

  private mac(text: string): Buffer {
    return createHmac("sha256", this.spec.key).update(`${this.pool}\0${text}`).digest();
  }

  /** The member that the client belongs to; empty where its cookie names none, or none of ours. */
  memberFor(x: GatewayExchange, fields: readonly Field[]): string {
    const ticket = this.ticketOf(x, fields);
    return ticket === undefined ? "" : ticket.member;
  }

  private ticketOf(x: GatewayExchange, fields: readonly Field[]): Ticket | undefined {
    for (const value of cookiesOf(fields, this.spec.cookie)) {
      const ticket = this.known.get(value) ?? this.read(value);
      if (ticket !== undefined && (ticket.endsAtS === 0 || ticket.endsAtS * 1000 > x.startedAtMs))
        return ticket;
    }
    return undefined;
  }

  private read(value: string): Ticket | undefined {
    if (value.length > MAX_COOKIE_CHARS) return undefined;
    const [tag = "", end = "", signature = "", more] = value.split(".");
    const member = this.memberOf.get(tag);
    if (member === undefined || more !== undefined || !/^(?:0|[1-9][0-9]{0,11})$/.test(end)) return undefined;
    const told = Buffer.from(signature, "base64url");
    const right = this.sign(tag, end);
    if (told.length !== right.length || !timingSafeEqual(told, right)) return undefined;
    const ticket = { member, endsAtS: Number(end) };
    this.known.set(ownCopy(value), ticket);
    return ticket;
  }

  private sign(tag: string, end: string): Buffer {
    return this.mac(`ticket\0${tag}\0${end}`);
  }

  /** The request's fields without the cookie, where the backend does not get it. */
  strip(x: GatewayExchange, fields: readonly Field[]): ForwardEdits | undefined {
    const { spec } = this;
    if (spec.forwards || cookiesOf(fields, spec.cookie).length === 0) return x.edits;
    return {
      fields: fields.flatMap((field) => (field.key === "cookie" ? without(field, spec.cookie) : [field])),
      connectionNames: [],
      authority: x.edits?.authority,
    };
  }

  /** The cookie to give with a response; undefined where the client has a good one for this member. */
  renewal(x: GatewayExchange, fields: readonly Field[]): Field | undefined {
    const ticket = this.ticketOf(x, fields);
    const { ttlMs } = this.spec;
    // Renewed in its second half, so that a client in use never loses its member.
    const isYoung = ttlMs === 0 || (ticket?.endsAtS ?? 0) * 1000 - x.startedAtMs > ttlMs / 2;
    if (ticket?.member === x.member && isYoung) return undefined;
    const tag = this.tagOf.get(x.member);
    return tag === undefined ? undefined : this.cookie(x, tag);
  }

  private cookie(x: GatewayExchange, tag: string): Field {
    const { cookie, ttlMs, path, sameSite, secure } = this.spec;
    const end = ttlMs === 0 ? "0" : String(Math.ceil((x.startedAtMs + ttlMs) / 1000));
    const isSecure = secure === "always" || (secure === "auto" && x.scheme === "https");
    const value =
      `${cookie}=${tag}.${end}.${this.sign(tag, end).toString("base64url")}; Path=${path}` +
      (ttlMs === 0 ? "" : `; Max-Age=${Math.floor(ttlMs / 1000)}`) +
      `; HttpOnly; SameSite=${SAME_SITE[sameSite]}${isSecure ? "; Secure" : ""}`;
    return makeField("Set-Cookie", value);
  }
}

/** All cookies of a name: with a second one of its own a neighbour could hide ours. */
function cookiesOf(fields: readonly Field[], name: string): string[] {
  const values: string[] = [];
  for (const field of fields) {
    if (field.key !== "cookie" || !field.value.includes(name)) continue;
    for (const pair of field.value.split(";")) {
      const trimmed = pair.trim();
      if (trimmed.startsWith(`${name}=`)) values.push(trimmed.slice(name.length + 1));
    }
  }
  return values;
}

function without(field: Field, name: string): Field[] {
  const pairs = field.value.split(";").map((pair) => pair.trim());
  const kept = pairs.filter((pair) => !pair.startsWith(`${name}=`) && pair !== "");
  return kept.length === 0 ? [] : [makeField(field.name, kept.join("; "))];
}
