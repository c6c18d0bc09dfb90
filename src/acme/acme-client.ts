// Speaks ACME (RFC 8555) with one authority, as one account: finds its directory, keeps nonces, signs, and
// tries again where a nonce was not taken. What is asked for is order-certificate.ts.

import type { KeyObject } from "node:crypto";
import { isObject, jsonOrUndefined, type UnknownObject } from "#kernel/json-object.ts";
import { AcmeError, retryAfterMs } from "./acme-error.ts";
import type { ExternalAccount } from "./acme-spec.ts";
import { mapsOf, textOf } from "./json.ts";
import { externalBinding, publicJwk, type Signer, signMessage } from "./jws.ts";

/** The port to the network. Rejects with what kept an answer from coming; any status is an answer. */
export type AcmeCall = (call: {
  readonly method: "GET" | "HEAD" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}) => Promise<AcmeAnswer>;

export type AcmeAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
};

export type AcmeReply = {
  readonly map: UnknownObject;
  readonly text: string;
  /** `Location`. */
  readonly location: string;
  readonly retryAfterMs: number;
};

type Directory = { readonly newNonce: string; readonly newAccount: string; readonly newOrder: string };

/** An authority refuses some nonces at will (RFC 8555 §6.5): so many in a row are no accident. */
const MAX_NONCE_TRIES = 8;

export class AcmeClient {
  readonly #call: AcmeCall;
  readonly #directoryUrl: string;
  readonly #key: KeyObject;
  readonly #nonces: string[] = [];
  #directory: Directory | undefined;
  #account = "";

  /** @param key of the account, of P-256 */
  constructor(directoryUrl: string, key: KeyObject, call: AcmeCall) {
    this.#directoryUrl = directoryUrl;
    this.#key = key;
    this.#call = call;
  }

  /** The account of this key, made where there is none (RFC 8555 §7.3). Rejects with an AcmeError. */
  async openAccount(contact: readonly string[], external?: ExternalAccount): Promise<void> {
    const { newAccount } = await this.#find();
    const bound =
      external === undefined
        ? {}
        : { externalAccountBinding: externalBinding(this.#key, external, newAccount) };
    const mails = contact.map((address) => `mailto:${address}`);
    const payload = { termsOfServiceAgreed: true, contact: mails, ...bound };
    const { location } = await this.#post(newAccount, payload, { jwk: publicJwk(this.#key) });
    if (location === "") throw new AcmeError("the authority gives the account no address");
    this.#account = location;
  }

  async newOrder(domains: readonly string[]): Promise<AcmeReply> {
    const { newOrder } = await this.#find();
    return this.post(newOrder, { identifiers: domains.map((value) => ({ type: "dns", value })) });
  }

  /** @param payload undefined to only ask. Rejects with an AcmeError. */
  post(url: string, payload?: object): Promise<AcmeReply> {
    return this.#post(url, payload, { kid: this.#account });
  }

  async #post(url: string, payload: object | undefined, signer: Signer): Promise<AcmeReply> {
    for (let tries = 1; ; tries++) {
      const nonce = this.#nonces.pop() ?? (await this.#newNonce());
      const body = signMessage(this.#key, signer, { url, nonce, payload });
      const headers = { "content-type": "application/jose+json", accept: "*/*" };
      const answer = await this.#send({ method: "POST", url, headers, body });
      if (answer.status < 300) return replyOf(answer);
      const error = errorOf(answer, url);
      if (error.type !== "badNonce" || tries === MAX_NONCE_TRIES) throw error;
    }
  }

  async #newNonce(): Promise<string> {
    const { newNonce } = await this.#find();
    await this.#send({ method: "HEAD", url: newNonce, headers: {} });
    const nonce = this.#nonces.pop();
    if (nonce === undefined) throw new AcmeError("the authority gives no nonce");
    return nonce;
  }

  async #find(): Promise<Directory> {
    if (this.#directory !== undefined) return this.#directory;
    const answer = await this.#send({
      method: "GET",
      url: this.#directoryUrl,
      headers: { accept: "application/json" },
    });
    if (answer.status !== 200) throw errorOf(answer, this.#directoryUrl);
    const { map } = replyOf(answer);
    const [newNonce, newAccount, newOrder] = ["newNonce", "newAccount", "newOrder"].map((key) =>
      textOf(map, key),
    );
    if (!newNonce || !newAccount || !newOrder)
      throw new AcmeError(`${this.#directoryUrl} is no directory of an ACME authority`);
    this.#directory = { newNonce, newAccount, newOrder };
    return this.#directory;
  }

  /** Every answer brings the nonce of a next question. */
  async #send(call: Parameters<AcmeCall>[0]): Promise<AcmeAnswer> {
    let answer: AcmeAnswer;
    try {
      answer = await this.#call(call);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new AcmeError(`no answer from ${call.url}: ${why}`, "", 0, { cause: error });
    }
    const nonce = headerOf(answer, "replay-nonce");
    // RFC 8555 §6.5.1: any other characters make it none.
    if (/^[A-Za-z0-9_-]{1,512}$/.test(nonce)) this.#nonces.push(nonce);
    return answer;
  }
}

const headerOf = ({ headers }: AcmeAnswer, name: string): string => {
  const value = headers[name];
  return typeof value === "string" ? value : "";
};

function replyOf(answer: AcmeAnswer): AcmeReply {
  const text = Buffer.from(answer.body).toString("utf8");
  return {
    map: mapIn(text),
    text,
    location: headerOf(answer, "location"),
    retryAfterMs: retryAfterMs(headerOf(answer, "retry-after"), Date.now()),
  };
}

/** Empty for a certificate, and for what no authority says. */
function mapIn(text: string): UnknownObject {
  const value = jsonOrUndefined(text);
  return isObject(value) ? value : {};
}

const MAX_SHOWN = 300;

/** RFC 8555 §6.7: a problem document, with one for each name where it has several. */
export function problemText(problem: UnknownObject): { readonly type: string; readonly text: string } {
  const type = textOf(problem, "type").replace(/^urn:ietf:params:acme:error:/, "");
  const details = [problem, ...mapsOf(problem, "subproblems")].map((each) => textOf(each, "detail"));
  const text = details.filter((detail) => detail !== "").join("; ");
  return { type, text: text.replace(/\p{Cc}/gu, " ").slice(0, MAX_SHOWN) };
}

function errorOf(answer: AcmeAnswer, url: string): AcmeError {
  const { map, retryAfterMs: wait } = replyOf(answer);
  const { type, text } = problemText(map);
  const what = text === "" ? type : `${type}: ${text}`;
  return new AcmeError(`${url} answered ${answer.status}${what === "" ? "" : ` (${what})`}`, type, wait);
}
