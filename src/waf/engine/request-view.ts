// What rules see of a request's head, each part read when a rule first asks for it.

import { indexOrEnd } from "#kernel/index-or-end.ts";
import { type ParsedArguments, parseArguments } from "../body/parse-arguments.ts";
import { parseCookies } from "../body/parse-cookies.ts";
import type { Pairs } from "../body/parsed-body.ts";
import { percentDecode } from "../body/percent-decode.ts";
import type { EngineSettings } from "../seclang/program.ts";
import { headerPairs, joinPairs, NO_PAIRS } from "./pairs.ts";
import type { RequestInput } from "./request-input.ts";

export class RequestView {
  readonly input: RequestInput;
  /** Path and query; of a target in absolute form what follows its authority. */
  readonly uri: string;
  /** As received, without its `?`. */
  readonly query: string;
  private readonly settings: EngineSettings;
  private headerPairs: Pairs | undefined;
  private cookiePairs: Pairs | undefined;
  private parsedQuery: ParsedArguments | undefined;
  private decodedPath: string | undefined;

  constructor(input: RequestInput, settings: EngineSettings) {
    this.input = input;
    this.settings = settings;
    this.uri = pathOf(input.target);
    const mark = this.uri.indexOf("?");
    this.query = mark < 0 ? "" : this.uri.slice(mark + 1);
  }

  get headers(): Pairs {
    if (this.headerPairs === undefined) {
      this.headerPairs = headerPairs(this.input.headers);
    }
    return this.headerPairs;
  }

  get cookies(): Pairs {
    if (this.cookiePairs === undefined) {
      let pairs = NO_PAIRS;
      for (const { key, value } of this.input.headers) {
        if (key === "cookie") pairs = joinPairs(pairs, parseCookies(value, this.settings.cookieFormat));
      }
      this.cookiePairs = pairs;
    }
    return this.cookiePairs;
  }

  private get queryArguments(): ParsedArguments {
    this.parsedQuery ??= parseArguments(
      this.query,
      this.settings.argumentSeparator,
      this.settings.maxArguments,
    );
    return this.parsedQuery;
  }

  get args(): Pairs {
    return this.queryArguments;
  }

  get hasMalformedEncoding(): boolean {
    return this.queryArguments.hasInvalidEncoding;
  }

  get isOverArgumentLimit(): boolean {
    return this.queryArguments.isOverLimit;
  }

  /** The path, percent-decoded. */
  get fileName(): string {
    this.decodedPath ??= decodePath(this.uri.slice(0, lengthOfPath(this.uri)));
    return this.decodedPath;
  }

  get baseName(): string {
    const path = this.fileName;
    return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  }

  /** The scheme of the credentials, as sent: `Basic`. */
  get authType(): string {
    return this.header("authorization").split(" ", 1)[0] ?? "";
  }

  /** The user of basic credentials (RFC 7617); empty for every other kind. */
  get user(): string {
    const value = this.header("authorization");
    if (!/^basic /i.test(value)) return "";
    const pair = Buffer.from(value.slice(6), "base64").toString("latin1");
    return pair.slice(0, Math.max(0, pair.indexOf(":")));
  }

  /** The first field of this name; empty where there is none. */
  header(key: string): string {
    for (const field of this.input.headers) if (field.key === key) return field.value;
    return "";
  }

  /** Request line and fields, as a request of HTTP/1.1 has them. */
  get headText(): string {
    const lines = this.input.headers.map(({ name, value }) => `${name}: ${value}\r\n`);
    return `${this.input.requestLine}\r\n${lines.join("")}\r\n`;
  }
}

/** RFC 9112 §3.2.2: the authority of an absolute form is the host's, its rest the path. */
function pathOf(target: string): string {
  if (target.charCodeAt(0) === 0x2f) return target;
  const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/.exec(target);
  return absolute === null ? target : target.slice(absolute[0].length);
}

/** In a path, `+` is a plus. */
const decodePath = (path: string): string =>
  path.includes("%") ? percentDecode(path.replaceAll("+", "%2B")) : path;

const lengthOfPath = (uri: string): number => indexOrEnd(uri, "?", 0);
