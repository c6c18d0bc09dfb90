// APIs, products, subscriptions and policy documents of a configuration → plain data. Documents and API
// descriptions are read here, so that their mistakes are told like those of the configuration.

import { createHmac } from "node:crypto";
import { poolOfBackend, poolOfService } from "#config/backend-pools.ts";
import type { Api, Backend, Config, Product, Route } from "#config/config.ts";
import type { ConfigPorts } from "#config/files.ts";
import { compareDiagnostics, type Diagnostic } from "#kernel/diagnostic.ts";
import { ApiOperations } from "./api-operations.ts";
import type { ApiModelSpec, ApiSpec, ApiVersionSpec, ProductSpec, ServiceSpec } from "./api-spec.ts";
import { checkPlans } from "./check-plans.ts";
import { compileSubscriptions } from "./compile-subscriptions.ts";
import { PolicyDocuments } from "./policy-documents.ts";
import type { BackendSpec, PolicyDocumentSpec, PolicySpec, ServiceSchemaSpec } from "./policy-spec.ts";
import { readSchemas } from "./schema-files.ts";
import { TextFiles } from "./text-files.ts";

/** What a snapshot carries of them. */
export type ApiParts = {
  readonly policies: PolicySpec;
  readonly model: ApiModelSpec;
  /** The documents of plain routes. */
  readonly routes: ReadonlyMap<Route, PolicyDocumentSpec>;
};

export type CompiledApis = {
  /** Undefined where there is an error. */
  readonly parts: ApiParts | undefined;
  /** In the order of their places. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read or looked for. */
  readonly files: readonly string[];
};

/** @param nodeKey as of `SnapshotParts` */
export function compileApis(config: Config, ports: ConfigPorts, nodeKey = ""): CompiledApis {
  const files = new TextFiles(ports);
  const documents = new PolicyDocuments(config, files);
  const operations = new ApiOperations(config, files, documents);
  const schemas = readSchemas(config, files);
  const policies = compilePolicies(config, documents, schemas.specs);
  const apis = [...config.apis].map(([id, api]) =>
    compileApi(id, api, config, operations, documents, schemas.specs),
  );
  const products = [...config.products].map(([id, product]) => compileProduct(id, product, documents));
  const subscriptions = compileSubscriptions(config.subscriptions, digestKeyOf(nodeKey));
  const routes = compileRoutes(config, documents);
  const parts = { policies, model: { apis, products, subscriptions }, routes };
  const found = [...documents.diagnostics, ...operations.diagnostics, ...schemas.diagnostics];
  if (!found.some(isError)) found.push(...checkPlans(parts));
  const diagnostics = found.toSorted(compareDiagnostics);
  return { parts: found.some(isError) ? undefined : parts, diagnostics, files: files.looked };
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";

/** One key for two uses would tie them together. */
const digestKeyOf = (nodeKey: string): Buffer =>
  createHmac("sha256", nodeKey).update("keys of declared subscriptions").digest();

function compilePolicies(
  config: Config,
  documents: PolicyDocuments,
  schemas: readonly ServiceSchemaSpec[],
): PolicySpec {
  const { policies, namedValues, fragments, backends, places } = config;
  return {
    global: documents.read(policies, "global", policies.global, "global"),
    namedValues: [...namedValues].map(([name, written]) => {
      const isSecret = written.secret ?? places.isHidden(written, "value");
      return { name, value: written.value, isSecret };
    }),
    fragments: [...fragments].flatMap(([id, path]) => {
      const document = documents.read(fragments, id, path);
      return document === undefined ? [] : [{ id, document }];
    }),
    backends: [...backends].map(([id, backend]) => compileBackend(id, backend)),
    ...(schemas.length === 0 ? {} : { schemas }),
  };
}

function compileBackend(id: string, backend: Backend): BackendSpec {
  const { authorization, headers, query } = backend.credentials;
  const listed = (map: ReadonlyMap<string, readonly string[]>) =>
    [...map].map(([name, values]) => ({ name, values: [...values] }));
  return {
    id,
    pool: poolOfBackend(id, backend),
    basePath: basePathOf(backend),
    credentials: { authorization, headers: listed(headers), query: listed(query) },
  };
}

const basePathOf = ({ url, path }: Backend): string => url?.path ?? path;

function compileApi(
  id: string,
  api: Api,
  config: Config,
  operations: ApiOperations,
  documents: PolicyDocuments,
  schemas: readonly ServiceSchemaSpec[],
): ApiSpec {
  const { subscriptionKey, name = id, path, revision, current, subscriptionRequired } = api;
  const read = operations.read(id, api);
  const graphql = schemas.find((schema) => schema.id === api.graphqlSchema)?.text;
  return {
    id,
    name,
    path,
    version: versionOf(api, config),
    revision,
    isCurrentRevision: current,
    service: serviceOf(api, config),
    operations: read.operations,
    openApi: read.openApi,
    ...(graphql === undefined ? {} : { graphqlSchema: graphql }),
    isSubscriptionRequired: subscriptionRequired,
    keyHeader: subscriptionKey.header.toLowerCase(),
    keyQuery: subscriptionKey.query,
    policy: documents.read(api, "policy", api.policy, "api"),
  };
}

/** A member of a version set without a version is the original: it takes what names no version. */
function versionOf({ versionSet, version }: Api, { versionSets }: Config): ApiVersionSpec | undefined {
  const set = versionSet === undefined ? undefined : versionSets.get(versionSet);
  if (versionSet === undefined || set === undefined || version === undefined) return undefined;
  const { scheme, parameter = "" } = set;
  const name = scheme === "header" ? parameter.toLowerCase() : scheme === "query" ? parameter : "";
  return { set: versionSet, value: version, scheme, name };
}

function serviceOf({ serviceUrl, backend, pool }: Api, { backends }: Config): ServiceSpec | undefined {
  if (serviceUrl !== undefined) {
    const url = `${serviceUrl.origin}${serviceUrl.path}`;
    return { pool: poolOfService(serviceUrl), backend: undefined, basePath: serviceUrl.path, url };
  }
  if (pool !== undefined) return { pool, backend: undefined, basePath: "", url: undefined };
  const named = backend === undefined ? undefined : backends.get(backend);
  if (backend === undefined || named === undefined) return undefined;
  const url = named.url === undefined ? undefined : `${named.url.origin}${named.url.path}`;
  return { pool: poolOfBackend(backend, named), backend, basePath: basePathOf(named), url };
}

function compileProduct(id: string, product: Product, documents: PolicyDocuments): ProductSpec {
  const { name = id, state, subscriptionRequired, approvalRequired, subscriptionsLimit } = product;
  return {
    id,
    name,
    isPublished: state === "published",
    isSubscriptionRequired: subscriptionRequired,
    isApprovalRequired: approvalRequired,
    apis: [...product.apis],
    groups: [...product.groups],
    subscriptionsLimit,
    policy: documents.read(product, "policy", product.policy, "product"),
  };
}

function compileRoutes(config: Config, documents: PolicyDocuments): ReadonlyMap<Route, PolicyDocumentSpec> {
  const found = new Map<Route, PolicyDocumentSpec>();
  for (const site of config.sites.values()) {
    for (const route of site.routes.values()) {
      const document = documents.read(route, "policy", route.policy, "api");
      if (document !== undefined) found.set(route, document);
    }
  }
  return found;
}
