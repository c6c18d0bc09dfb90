// What a client is told whose key did not open an API: the answers of Azure API Management, so that clients
// written against it read them.

import type { RefusalReason } from "./subscription-lookup.ts";

export type RefusalAnswer = {
  readonly status: 401;
  /** `context.LastError.Message`, and the `message` of the body. */
  readonly message: string;
  /** The value of WWW-Authenticate (RFC 9110 §11.6.1). */
  readonly challenge: string;
  /** JSON: `{ "statusCode": 401, "message": … }`. */
  readonly body: string;
};

const MESSAGES: Readonly<Record<RefusalReason, string>> = {
  SubscriptionKeyNotFound:
    "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.",
  SubscriptionKeyInvalid:
    "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.",
};

/**
 * @param url of the API, as the client names it: the realm of the challenge
 * @param keyHeader the name of the header that the API reads keys from
 */
export function refusalAnswer(reason: RefusalReason, url: string, keyHeader: string): RefusalAnswer {
  const message = MESSAGES[reason];
  return {
    status: 401,
    message,
    challenge: `AzureApiManagementKey realm="${quotable(url)}",name="${quotable(keyHeader)}",type="header"`,
    body: JSON.stringify({ statusCode: 401, message }),
  };
}

/** RFC 9110 §5.6.4: neither may end the quoted string, nor the line. */
const quotable = (text: string): string =>
  text.replace(/[^\t\x20-\x7e]/g, "").replace(/["\\]/g, (char) => `\\${char}`);
