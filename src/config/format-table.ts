// Every format that the configuration's schema names.

import { ipAddress, loopback, prefix } from "./address-format.ts";
import { assertionKeyId, cookiePath, secret, token } from "./affinity-text.ts";
import { basePath, headerName, serviceUrl, subscriptionKey, urlTemplate } from "./api-format.ts";
import { agentWord, hostPatternFormat } from "./bot-format.ts";
import { duration } from "./duration.ts";
import { tag, timeOfDay, timeZone } from "./edge-format.ts";
import { egressPlace, proxyUrl } from "./egress-format.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Format } from "./format.ts";
import { exactHost, hostPattern } from "./host-name.ts";
import { clientSecret, metadataUrl, tokenUrl } from "./identity-format.ts";
import { memberUrl } from "./member-url.ts";
import { country, feedUrl } from "./network-format.ts";
import { authority, nameServer, ownershipToken, probePath } from "./probe-target.ts";
import { location } from "./redirect-location.ts";
import { routePath } from "./route-path.ts";
import { macKey, secretUrl } from "./secret-format.ts";
import { size } from "./size.ts";
import { statusRange } from "./status-range.ts";
import { loggedHeader, otlpUrl, scrubbedPath, share, syslogUrl } from "./telemetry-format.ts";
import {
  changeableHeader,
  fieldTemplate,
  forwardHost,
  operand,
  pathTemplate,
  queryTemplate,
  regex,
  textTemplate,
  variable,
} from "./template-text.ts";
import { expiry, mediaType, moment, ruleIds, ticket } from "./waf-format.ts";
import { headerValue, method, nodeName } from "./wire-text.ts";

export const formats = {
  "agent-word": agentWord,
  "host-pattern": hostPatternFormat,
  "time-of-day": timeOfDay,
  "time-zone": timeZone,
  tag,
  "rule-ids": ruleIds,
  "media-type": mediaType,
  expiry,
  moment,
  "service-url": serviceUrl,
  "base-path": basePath,
  "url-template": urlTemplate,
  "subscription-key": subscriptionKey,
  "header-name": headerName,
  ticket,
  country,
  "feed-url": feedUrl,
  duration,
  size,
  "ip-address": ipAddress,
  loopback,
  prefix,
  host: hostPattern,
  "exact-host": exactHost,
  "member-url": memberUrl,
  "status-range": statusRange,
  "probe-path": probePath,
  "name-server": nameServer,
  authority,
  "ownership-token": ownershipToken,
  "egress-place": egressPlace,
  "proxy-url": proxyUrl,
  "route-path": routePath,
  method,
  "header-value": headerValue,
  location,
  "field-template": fieldTemplate,
  "path-template": pathTemplate,
  "query-template": queryTemplate,
  "text-template": textTemplate,
  "changeable-header": changeableHeader,
  "forward-host": forwardHost,
  token,
  "cookie-path": cookiePath,
  secret,
  "assertion-key-id": assertionKeyId,
  variable,
  regex,
  operand,
  "node-name": nodeName,
  share,
  "otlp-url": otlpUrl,
  "token-url": tokenUrl,
  "metadata-url": metadataUrl,
  "client-secret": clientSecret,
  "secret-url": secretUrl,
  "mac-key": macKey,
  "syslog-url": syslogUrl,
  "logged-header": loggedHeader,
  "scrubbed-path": scrubbedPath,
  fingerprint,
  // A format takes back only what it parsed itself, so the table may forget what that is.
} as Readonly<Record<string, Format<unknown>>>;
