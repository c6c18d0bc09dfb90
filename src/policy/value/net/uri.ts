// System.Uri of the .NET Framework.

import { ClrObject } from "../clr-object.ts";
import { isLoopbackAddress, parseIPAddress } from "./ip-address.ts";
import { relativeUriError, type UriFault } from "./uri-error.ts";
import { unescapeText } from "./uri-escape.ts";
import { hasScheme, readParts, type UriParts } from "./uri-parts.ts";

/** UriKind */
export const uriKinds = { RelativeOrAbsolute: 0, Absolute: 1, Relative: 2 } as const;

/** Characters that ToString() leaves escaped: they would mean something else. */
const staysEscaped = (char: string): boolean => /^[%#?/\\@:;&=+$,[\]!'()*\0-\x1f\x7f-\x9f]$/u.test(char);

export class Uri extends ClrObject {
  readonly clrName = "System.Uri";
  readonly original: string;
  /** Undefined for a relative one. */
  readonly #parts: UriParts | undefined;

  private constructor(original: string, parts: UriParts | undefined) {
    super();
    this.original = original;
    this.#parts = parts;
  }

  /** An absolute URI; undefined where the text is none. */
  static parse(text: string): Uri | undefined {
    const read = Uri.read(text, uriKinds.Absolute);
    return read instanceof Uri ? read : undefined;
  }

  /** A URI of that kind, or what is wrong. */
  static read(text: string, kind: number): Uri | UriFault {
    const trimmed = text.replace(/^[ \t\r\n]+/, "").replace(/[ \t\r\n]+$/, "");
    if (text === "") return kind === uriKinds.Absolute ? "empty" : new Uri(text, undefined);
    const parts = readParts(trimmed);
    if (typeof parts === "string") {
      return kind !== uriKinds.Absolute && !hasScheme(trimmed) ? new Uri(text, undefined) : parts;
    }
    return kind === uriKinds.Relative ? "format" : new Uri(text, parts);
  }

  static of(parts: UriParts): Uri {
    return new Uri(textOfParts(parts), parts);
  }

  get isAbsolute(): boolean {
    return this.#parts !== undefined;
  }

  /** @throws ClrException InvalidOperationException of a relative URI */
  get parts(): UriParts {
    if (this.#parts === undefined) throw relativeUriError();
    return this.#parts;
  }

  /** A file's drive stands without a slash before it. */
  get absolutePath(): string {
    const { path, scheme } = this.parts;
    return scheme === "file" && /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
  }

  get absoluteUri(): string {
    return textOfParts(this.parts);
  }

  /** The host, and the port where it is not the scheme's own. */
  get authority(): string {
    const { host, port, isDefaultPort } = this.parts;
    return isDefaultPort || port < 0 ? host : `${host}:${port}`;
  }

  get isLoopback(): boolean {
    const { host, hostKind, scheme } = this.parts;
    if (host === "") return scheme === "file";
    if (hostKind === "dns") return host === "localhost" || host === "loopback";
    const address = parseIPAddress(host);
    return address !== undefined && isLoopbackAddress(address);
  }

  get localPath(): string {
    const local = unescapeText(this.absolutePath);
    return /^[A-Za-z]:/.test(local) ? local.replaceAll("/", "\\") : local;
  }

  get segments(): string[] {
    return this.parts.path.match(/[^/]*\/|[^/]+$/g) ?? [];
  }

  override toString(): string {
    const parts = this.#parts;
    if (parts === undefined) return this.original;
    return authorityText(parts) + unescapeText(parts.path + parts.query + parts.fragment, staysEscaped);
  }

  /** Without user and fragment. */
  override equals(other: unknown): boolean {
    return other instanceof Uri && other.hashKey() === this.hashKey();
  }

  override hashKey(): unknown {
    const parts = this.#parts;
    if (parts === undefined) return `uri ${this.original}`;
    return `uri ${textOfParts({ ...parts, userInfo: "", fragment: "" })}`;
  }
}

function textOfParts(parts: UriParts): string {
  return authorityText(parts) + parts.path + parts.query + parts.fragment;
}

/** `scheme://user@host:port` */
export function authorityText(parts: UriParts): string {
  const user = parts.userInfo === "" ? "" : `${parts.userInfo}@`;
  if (!parts.hasAuthority) return `${parts.scheme}:${user}${parts.host}`;
  const port = parts.isDefaultPort || parts.port < 0 ? "" : `:${parts.port}`;
  return `${parts.scheme}://${user}${parts.host}${port}`;
}
