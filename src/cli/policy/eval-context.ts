// The request that `policy eval` evaluates against: a POST to an API of a made-up company, all of it fixed.

import {
  type ContextModel,
  DateTime,
  type JwtModel,
  jwtObject,
  longValue,
  MessageBody,
  modelObject,
  numberValue,
  objectsMap,
  parseGuid,
  parseJsonArray,
  parseJsonObject,
  parseXmlElement,
  StringMap,
  stringValueType,
  TimeSpan,
  textsMap,
  type UrlModel,
} from "#policy/context.ts";

const BODY =
  '{"id":"42","value":7,"name":"n","ok":true,"items":[{"id":1},{"id":2}],"access_token":"tok","expires_in":3600}';
const ROWS = '[{"id":1,"name":"a"},{"id":2,"name":"b"}]';

const headers = textsMap(
  [
    ["Authorization", ["Bearer abc.def.ghi"]],
    ["Host", ["api.contoso.com"]],
    ["X-Forwarded-For", ["203.0.113.7"]],
    ["Accept", ["application/json", "text/xml"]],
    ["Content-Type", ["application/json"]],
  ],
  false,
);

const url: UrlModel = {
  host: "api.contoso.com",
  path: "/orders/v1/items/42",
  port: 443,
  query: textsMap(
    [
      ["a", ["1"]],
      ["b", ["x"]],
    ],
    true,
  ),
  queryString: "?a=1&b=x",
  scheme: "https",
};

const since = DateTime.utc(Date.UTC(2026, 0, 2, 3, 4, 5));
const groups = [{ id: "developers", name: "Developers" }];

const api = {
  id: "orders",
  name: "Orders API",
  path: "orders/v1",
  protocols: ["https"],
  serviceUrl: url,
  subscriptionKeyHeader: null,
  subscriptionKeyQuery: null,
  isCurrentRevision: true,
  revision: "1",
  version: "v1",
};

const jwt: JwtModel = {
  algorithm: null,
  audiences: ["aud"],
  claims: textsMap(
    [
      ["sub", ["s"]],
      ["roles", ["a", "b"]],
    ],
    true,
  ),
  expirationTime: null,
  id: null,
  issuer: "i",
  issuedAt: null,
  notBefore: null,
  subject: "s",
  type: null,
};

function body(): MessageBody {
  return new MessageBody(new TextEncoder().encode(BODY));
}

function response(): ContextModel["response"] {
  return { body: body(), headers, statusCode: 200, statusReason: "OK" };
}

const variableValues: Readonly<Record<string, () => unknown>> = {
  IResponse: () => modelObject("IResponse", response()),
  JObject: () => parseJsonObject(BODY),
  JToken: () => parseJsonObject(BODY),
  JArray: () => parseJsonArray(ROWS),
  int: () => numberValue("int", 3),
  Int32: () => numberValue("int", 3),
  long: () => longValue(3n),
  double: () => numberValue("double", 3.5),
  bool: () => true,
  Boolean: () => true,
  Jwt: () => jwtObject(jwt),
  DateTime: () => since,
  XElement: () => parseXmlElement("<r><a>1</a></r>"),
};

const deployment: ContextModel["deployment"] = {
  gatewayId: "managed",
  gatewayInstanceId: "managed",
  isManaged: true,
  region: "West Europe",
  serviceId: "contoso",
  serviceName: "contoso.azure-api.net",
  certificates: objectsMap([]),
};

const lastError: ContextModel["lastError"] = {
  source: "validate-jwt",
  reason: "TokenNotPresent",
  message: "JWT not present.",
  scope: "api",
  section: "inbound",
  path: "validate-jwt[1]",
  policyId: "p1",
};

const product: ContextModel["product"] = {
  apis: [api],
  approvalRequired: false,
  groups,
  id: "starter",
  name: "Starter",
  isPublished: true,
  subscriptionsLimit: 1,
  subscriptionRequired: true,
};

const subscription: ContextModel["subscription"] = {
  createdDate: since,
  endDate: null,
  id: "sub-1",
  key: "k1",
  name: "Sub One",
  primaryKey: "pk",
  secondaryKey: "sk",
  startDate: since,
};

const user: ContextModel["user"] = {
  email: "a@contoso.com",
  firstName: "Ada",
  groups,
  id: "user-1",
  identities: [],
  lastName: "L",
  note: "",
  registrationDate: since,
};

function request(): ContextModel["request"] {
  return {
    body: body(),
    certificate: null,
    headers,
    ipAddress: "203.0.113.7",
    matchedParameters: new StringMap(stringValueType, [["id", "42"]]),
    method: "POST",
    originalUrl: url,
    url,
  };
}

/** `variables`: name → type; what is not among the types above is the text `v-1,v-2`. */
export function evalContext(variables: Readonly<Record<string, string>>): ContextModel {
  const values = Object.entries(variables).map(
    ([name, type]) => [name, variableValues[type]?.() ?? "v-1,v-2"] as const,
  );
  return {
    api,
    backend: null,
    deployment,
    elapsed: TimeSpan.ofMilliseconds(12),
    lastError,
    operation: { id: "get-item", method: "GET", name: "Get item", urlTemplate: "/items/{id}" },
    product,
    request: request(),
    requestId: parseGuid("11111111-2222-3333-4444-555555555555"),
    response: response(),
    subscription,
    timestamp: since,
    isTracing: false,
    user,
    workspace: null,
    variables: objectsMap(values),
    trace: () => undefined,
  };
}
