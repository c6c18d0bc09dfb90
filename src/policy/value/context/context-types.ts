// The catalogue's part of `context`: the interfaces of the policy expression reference. Both spellings of a
// product's limit are known, since the documentation and the toolkit disagree.

import { named } from "../../type/clr-type.ts";
import { enumDefinition } from "../../type/enum-definition.ts";
import type { TypeDefinition } from "../../type/type-definition.ts";
import { stringType } from "../../type/well-known.ts";
import { ClrArray } from "../boxed.ts";
import type { Run } from "../run.ts";
import { bodyType } from "./body-type.ts";
import type {
  ApiModel,
  ContextModel,
  DeploymentModel,
  GroupModel,
  LastErrorModel,
  OperationModel,
  ProductModel,
  RequestModel,
  ResponseModel,
  SubscriptionModel,
  UserModel,
} from "./context-model.ts";
import type { ContextObject } from "./context-object.ts";
import { extensionType } from "./extension-type.ts";
import { modelObject, modelType } from "./property-members.ts";
import { urlObject, urlType } from "./url-type.ts";

const groupType = modelType<GroupModel>("IGroup", {
  "string Id": (model) => model.id,
  "string Name": (model) => model.name,
});

function groupArray(groups: readonly GroupModel[]): ClrArray {
  return new ClrArray(
    named("IGroup"),
    groups.map((group) => modelObject("IGroup", group)),
  );
}

const keyNamesType = modelType<ApiModel>("ISubscriptionKeyParameterNames", {
  "string Header": (model) => model.subscriptionKeyHeader,
  "string Query": (model) => model.subscriptionKeyQuery,
});

const apiGetters = {
  "string Id": (model: ApiModel) => model.id,
  "string Name": (model: ApiModel) => model.name,
  "string Path": (model: ApiModel) => model.path,
  "IEnumerable<string> Protocols": (model: ApiModel) => new ClrArray(stringType, [...model.protocols]),
  "IUrl ServiceUrl": (model: ApiModel) => urlObject(model.serviceUrl),
  "ISubscriptionKeyParameterNames SubscriptionKeyParameterNames": (model: ApiModel) =>
    modelObject("ISubscriptionKeyParameterNames", model),
};

const apiTypes = [
  modelType<ApiModel>("IApi", apiGetters),
  modelType<ApiModel>(
    "IContextApi",
    {
      "bool IsCurrentRevision": (model) => model.isCurrentRevision,
      "string Revision": (model) => model.revision,
      "string Version": (model) => model.version,
    },
    {},
    ["IApi"],
  ),
];

const deploymentTypes = [
  modelType<DeploymentModel>("IGateway", {
    "string Id": (model) => model.gatewayId,
    "string InstanceId": (model) => model.gatewayInstanceId,
    "bool IsManaged": (model) => model.isManaged,
  }),
  modelType<DeploymentModel>("IDeployment", {
    "IGateway Gateway": (model) => modelObject("IGateway", model),
    "string GatewayId": (model) => model.gatewayId,
    "string Region": (model) => model.region,
    "string ServiceId": (model) => model.serviceId,
    "string ServiceName": (model) => model.serviceName,
    "IReadOnlyDictionary<string, X509Certificate2> Certificates": (model) => model.certificates,
  }),
];

const lastErrorType = modelType<LastErrorModel>("ILastError", {
  "string Source": (model) => model.source,
  "string Reason": (model) => model.reason,
  "string Message": (model) => model.message,
  "string Scope": (model) => model.scope,
  "string Section": (model) => model.section,
  "string Path": (model) => model.path,
  "string PolicyId": (model) => model.policyId,
});

const operationType = modelType<OperationModel>("IOperation", {
  "string Id": (model) => model.id,
  "string Method": (model) => model.method,
  "string Name": (model) => model.name,
  "string UrlTemplate": (model) => model.urlTemplate,
});

const productTypes = [
  enumDefinition("ProductState", { NotPublished: 0, Published: 1 }),
  modelType<ProductModel>("IProduct", {
    "IEnumerable<IApi> Apis": (model) =>
      new ClrArray(
        named("IApi"),
        model.apis.map((api) => modelObject("IApi", api)),
      ),
    "bool ApprovalRequired": (model) => model.approvalRequired,
    "IEnumerable<IGroup> Groups": (model) => groupArray(model.groups),
    "string Id": (model) => model.id,
    "string Name": (model) => model.name,
    "ProductState State": (model) => (model.isPublished ? 1 : 0),
    "int? SubscriptionsLimit": (model) => model.subscriptionsLimit,
    "int? SubscriptionLimit": (model) => model.subscriptionsLimit,
    "bool SubscriptionRequired": (model) => model.subscriptionRequired,
  }),
];

const requestTypes = [
  modelType<RequestModel>("IRequest", {
    "IMessageBody Body": (model) => model.body,
    "X509Certificate2 Certificate": (model) => model.certificate,
    "IReadOnlyDictionary<string, string[]> Headers": (model) => model.headers,
    "string IpAddress": (model) => model.ipAddress,
    "IReadOnlyDictionary<string, string> MatchedParameters": (model) => model.matchedParameters,
    "string Method": (model) => model.method,
    "IUrl OriginalUrl": (model) => urlObject(model.originalUrl),
    "IUrl Url": (model) => urlObject(model.url),
  }),
  modelType<ResponseModel>("IResponse", {
    "IMessageBody Body": (model) => model.body,
    "IReadOnlyDictionary<string, string[]> Headers": (model) => model.headers,
    "int StatusCode": (model) => model.statusCode,
    "string StatusReason": (model) => model.statusReason,
  }),
];

const subscriptionType = modelType<SubscriptionModel>("ISubscription", {
  "DateTime CreatedDate": (model) => model.createdDate,
  "DateTime? EndDate": (model) => model.endDate,
  "string Id": (model) => model.id,
  "string Key": (model) => model.key,
  "string Name": (model) => model.name,
  "string PrimaryKey": (model) => model.primaryKey,
  "string SecondaryKey": (model) => model.secondaryKey,
  "DateTime? StartDate": (model) => model.startDate,
});

const userTypes = [
  modelType<{ readonly id: string; readonly provider: string }>("IUserIdentity", {
    "string Id": (model) => model.id,
    "string Provider": (model) => model.provider,
  }),
  modelType<UserModel>("IUser", {
    "string Email": (model) => model.email,
    "string FirstName": (model) => model.firstName,
    "IEnumerable<IGroup> Groups": (model) => groupArray(model.groups),
    "string Id": (model) => model.id,
    "IEnumerable<IUserIdentity> Identities": (model) =>
      new ClrArray(
        named("IUserIdentity"),
        model.identities.map((identity) => modelObject("IUserIdentity", identity)),
      ),
    "string LastName": (model) => model.lastName,
    "string Note": (model) => model.note,
    "DateTime RegistrationDate": (model) => model.registrationDate,
  }),
];

const backendTypes = [
  enumDefinition("BackendType", { Single: 0, Pool: 1 }),
  modelType<NonNullable<ContextModel["backend"]>>("IBackend", {
    "string AzureRegion": (model) => model.region,
    "string Id": (model) => model.id,
    "BackendType Type": (model) => (model.isPool ? 1 : 0),
  }),
];

const workspaceType = modelType<NonNullable<ContextModel["workspace"]>>("IWorkspace", {
  "string Id": (model) => model.id,
  "string Name": (model) => model.name,
});

const contextType = modelType<ContextModel>(
  "IProxyRequestContext",
  {
    "IContextApi Api": (model) => modelObject("IContextApi", model.api),
    "IBackend Backend": (model) => modelObject("IBackend", model.backend),
    "IDeployment Deployment": (model) => modelObject("IDeployment", model.deployment),
    "TimeSpan Elapsed": (model) => model.elapsed,
    "ILastError LastError": (model) => modelObject("ILastError", model.lastError),
    "IOperation Operation": (model) => modelObject("IOperation", model.operation),
    "IProduct Product": (model) => modelObject("IProduct", model.product),
    "IRequest Request": (model) => modelObject("IRequest", model.request),
    "Guid RequestId": (model) => model.requestId,
    "IResponse Response": (model) => modelObject("IResponse", model.response),
    "ISubscription Subscription": (model) => modelObject("ISubscription", model.subscription),
    "DateTime Timestamp": (model) => model.timestamp,
    "bool Tracing": (model) => model.isTracing,
    "IUser User": (model) => modelObject("IUser", model.user),
    "IReadOnlyDictionary<string, object> Variables": (model) => model.variables,
    "IWorkspace Workspace": (model) => modelObject("IWorkspace", model.workspace),
  },
  {
    "void Trace(string message)": (run: Run, self: ContextObject<ContextModel>, message: string | null) => {
      run.spend(message?.length ?? 0);
      self.model.trace(message ?? "");
    },
  },
);

export const contextTypes: readonly TypeDefinition[] = [
  groupType,
  keyNamesType,
  ...apiTypes,
  ...deploymentTypes,
  lastErrorType,
  operationType,
  ...productTypes,
  ...requestTypes,
  bodyType,
  urlType,
  subscriptionType,
  ...userTypes,
  ...backendTypes,
  workspaceType,
  contextType,
  extensionType,
];
