// The reference's Jwt: a token that was taken apart, not verified. What verified one (`validate-jwt`) makes
// the same object from its own model.

import { isObject, type UnknownObject } from "#kernel/json-object.ts";
import type { TypeDefinition } from "../../type/type-definition.ts";
import { stringType } from "../../type/well-known.ts";
import { ClrArray } from "../boxed.ts";
import type { ContextObject } from "../context/context-object.ts";
import { modelObject, modelType } from "../context/property-members.ts";
import { type StringMap, textsMap } from "../context/string-map.ts";
import type { Run } from "../run.ts";
import { DateTime } from "../time/date-time.ts";

export type JwtModel = {
  readonly algorithm: string | null;
  readonly audiences: readonly string[];
  /** string → string[]; one text for each item where the token has a list. */
  readonly claims: StringMap;
  /** Milliseconds since 1970, here and below. */
  readonly expirationTime: number | null;
  readonly id: string | null;
  readonly issuer: string | null;
  readonly issuedAt: number | null;
  readonly notBefore: number | null;
  readonly subject: string | null;
  readonly type: string | null;
};

const MAX_CHARS = 65_536;
/** JSON in claims. */
const MAX_DEPTH = 32;

/** Undefined for what is no token. `Bearer ` before it is passed over. */
export function parseJwt(run: Run, text: string): JwtModel | undefined {
  run.spend(text.length);
  const token = text.replace(/^Bearer +/i, "");
  const parts = token.split(".");
  if (token.length > MAX_CHARS || parts.length !== 3) return undefined;
  if (!parts.every((part) => /^[A-Za-z0-9_-]*$/.test(part))) return undefined;
  run.allocate(text.length * 8);
  const header = decode(parts[0] ?? "");
  const payload = decode(parts[1] ?? "");
  return header === undefined || payload === undefined ? undefined : jwtModel(header, payload);
}

/**
 * Of a token's header and payload, however they were come by. Read when it is asked for: most expressions ask
 * for the subject or one claim, and most calls for nothing. What can be changed is made anew for each model.
 */
export function jwtModel(header: UnknownObject, payload: UnknownObject): JwtModel {
  return new TokenModel(header, payload);
}

class TokenModel implements JwtModel {
  readonly #header: UnknownObject;
  readonly #payload: UnknownObject;
  #claims: StringMap | undefined;

  constructor(header: UnknownObject, payload: UnknownObject) {
    this.#header = header;
    this.#payload = payload;
  }

  get algorithm(): string | null {
    return textOrNull(this.#header.alg);
  }

  get audiences(): readonly string[] {
    return Object.hasOwn(this.#payload, "aud") ? valuesOf(this.#payload["aud"]) : [];
  }

  get claims(): StringMap {
    this.#claims ??= textsMap(
      Object.entries(this.#payload).map(([name, value]) => [name, valuesOf(value)] as const),
      true,
    );
    return this.#claims;
  }

  get expirationTime(): number | null {
    return timeOf(this.#payload.exp);
  }

  get id(): string | null {
    return this.#first("jti");
  }

  get issuer(): string | null {
    return this.#first("iss");
  }

  get issuedAt(): number | null {
    return timeOf(this.#payload.iat);
  }

  get notBefore(): number | null {
    return timeOf(this.#payload.nbf);
  }

  get subject(): string | null {
    return this.#first("sub");
  }

  get type(): string | null {
    return textOrNull(this.#header.typ);
  }

  #first(claim: string): string | null {
    const value = Object.hasOwn(this.#payload, claim) ? this.#payload[claim] : undefined;
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return first === undefined ? null : claimText(first);
  }
}

function decode(part: string): UnknownObject | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(part, "base64url"));
    const value: unknown = JSON.parse(text);
    return isObject(value) && isShallow(value, MAX_DEPTH) ? value : undefined;
  } catch {
    // Neither text nor JSON: no token.
    return undefined;
  }
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((item) => isShallow(item, depth - 1));
}

function valuesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(claimText) : [claimText(value)];
}

/** Objects as their JSON. */
function claimText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

function timeOf(value: unknown): number | null {
  const seconds = typeof value === "number" ? value : typeof value === "string" ? Number(value) : Number.NaN;
  return seconds >= 0 && seconds < 253_402_300_800 ? Math.trunc(seconds) * 1000 : null;
}

export function jwtObject(model: JwtModel): ContextObject<JwtModel> | null {
  return modelObject("Jwt", model);
}

function time(milliseconds: number | null): DateTime | null {
  return milliseconds === null ? null : DateTime.utc(milliseconds);
}

export const jwtType: TypeDefinition = modelType<JwtModel>("Jwt", {
  "string Algorithm": (model) => model.algorithm,
  "IEnumerable<string> Audiences": (model) => new ClrArray(stringType, [...model.audiences]),
  "IReadOnlyDictionary<string, string[]> Claims": (model) => model.claims,
  "DateTime? ExpirationTime": (model) => time(model.expirationTime),
  "string Id": (model) => model.id,
  "string Issuer": (model) => model.issuer,
  "DateTime? IssuedAt": (model) => time(model.issuedAt),
  "DateTime? NotBefore": (model) => time(model.notBefore),
  "string Subject": (model) => model.subject,
  "string Type": (model) => model.type,
});
