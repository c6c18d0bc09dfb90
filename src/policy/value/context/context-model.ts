// What `context` is made of, as the gateway and the tools fill it. Plain readonly data where it can be, and
// getters where a value costs something to make. Names are those of the reference, in TypeScript's spelling.

import type { ClrObject } from "../clr-object.ts";
import type { ReadOnlyMap } from "../collection/read-only-map.ts";
import type { Guid } from "../core/guid.ts";
import type { DateTime } from "../time/date-time.ts";
import type { TimeSpan } from "../time/time-span.ts";
import type { MessageBody } from "./message-body.ts";

export type UrlModel = {
  readonly host: string;
  readonly path: string;
  readonly port: number;
  /** string → string[], as IReadOnlyDictionary. */
  readonly query: ReadOnlyMap;
  readonly queryString: string;
  readonly scheme: string;
};

export type ApiModel = {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly protocols: readonly string[];
  readonly serviceUrl: UrlModel | null;
  readonly subscriptionKeyHeader: string | null;
  readonly subscriptionKeyQuery: string | null;
  readonly isCurrentRevision: boolean;
  readonly revision: string;
  readonly version: string | null;
};

export type DeploymentModel = {
  readonly gatewayId: string;
  readonly gatewayInstanceId: string;
  readonly isManaged: boolean;
  readonly region: string;
  readonly serviceId: string;
  readonly serviceName: string;
  /** string → X509Certificate2. */
  readonly certificates: ReadOnlyMap;
};

export type LastErrorModel = {
  readonly source: string;
  readonly reason: string;
  readonly message: string;
  readonly scope: string | null;
  readonly section: string | null;
  readonly path: string | null;
  readonly policyId: string | null;
};

export type OperationModel = {
  readonly id: string;
  readonly method: string;
  readonly name: string;
  readonly urlTemplate: string;
};

export type GroupModel = { readonly id: string; readonly name: string };

export type ProductModel = {
  readonly apis: readonly ApiModel[];
  readonly approvalRequired: boolean;
  readonly groups: readonly GroupModel[];
  readonly id: string;
  readonly name: string;
  readonly isPublished: boolean;
  readonly subscriptionsLimit: number | null;
  readonly subscriptionRequired: boolean;
};

export type RequestModel = {
  readonly body: MessageBody;
  /** The client's certificate. */
  readonly certificate: ClrObject | null;
  /** string → string[], names without regard to case. */
  readonly headers: ReadOnlyMap;
  readonly ipAddress: string;
  /** string → string. */
  readonly matchedParameters: ReadOnlyMap;
  readonly method: string;
  readonly originalUrl: UrlModel;
  readonly url: UrlModel;
};

export type ResponseModel = {
  readonly body: MessageBody;
  readonly headers: ReadOnlyMap;
  readonly statusCode: number;
  readonly statusReason: string;
};

export type SubscriptionModel = {
  readonly createdDate: DateTime;
  readonly endDate: DateTime | null;
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly primaryKey: string;
  readonly secondaryKey: string;
  readonly startDate: DateTime | null;
};

export type UserModel = {
  readonly email: string;
  readonly firstName: string;
  readonly groups: readonly GroupModel[];
  readonly id: string;
  readonly identities: readonly { readonly id: string; readonly provider: string }[];
  readonly lastName: string;
  readonly note: string;
  readonly registrationDate: DateTime;
};

export type ContextModel = {
  readonly api: ApiModel | null;
  readonly backend: { readonly id: string; readonly region: string; readonly isPool: boolean } | null;
  readonly deployment: DeploymentModel;
  readonly elapsed: TimeSpan;
  readonly lastError: LastErrorModel | null;
  readonly operation: OperationModel | null;
  readonly product: ProductModel | null;
  readonly request: RequestModel;
  readonly requestId: Guid;
  readonly response: ResponseModel | null;
  readonly subscription: SubscriptionModel | null;
  readonly timestamp: DateTime;
  readonly isTracing: boolean;
  readonly user: UserModel | null;
  readonly workspace: { readonly id: string; readonly name: string } | null;
  /** string → object. */
  readonly variables: ReadOnlyMap;
  readonly trace: (message: string) => void;
};
