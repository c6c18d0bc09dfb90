// The policies of a runtime: documents compiled, and what opens calls for routes.

import { OperationTable } from "#contract/operation-table.ts";
import {
  type BackendProxy,
  type CallFacts,
  type Plan,
  PlanMaker,
  PolicyFailure,
  type ScopedDocument,
} from "#policy/plans.ts";
import { type SchemaUse, schemaUses } from "#policy/schema-uses.ts";
import type { ApiSpec, OperationSpec, ProductSpec } from "#snapshot/api-spec.ts";
import { contractApis } from "#snapshot/contract-apis.ts";
import type { BackendSpec, PolicyDocumentSpec } from "#snapshot/policy-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { EgressClient } from "#upstream/egress.ts";
import type { PoolProxy } from "#upstream/member.ts";
import { BoundContracts } from "../bind-contracts.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import type { GatewayPorts } from "../gateway-port.ts";
import type { PoolTable } from "../pool-table.ts";
import type { Target } from "../route.ts";
import { SubscriptionKeys } from "../subscription-keys.ts";
import { AddressPools } from "./address-pools.ts";
import { apiModels, type FactsOfApi } from "./api-facts.ts";
import { ApiPolicy, type ApiRuntime, type ServedApi } from "./api-policy.ts";
import type { Backends } from "./call-forward.ts";
import { CallIdentity } from "./call-identity.ts";
import { callPorts } from "./call-ports.ts";
import { CertifiedPools } from "./certified-pools.ts";
import { exchangeRequest } from "./exchange-request.ts";
import { type Backend, GatewayCall } from "./gateway-call.ts";
import { namedService } from "./named-service.ts";
import { ProxiedPools } from "./proxied-pools.ts";
import type { RoutePolicy } from "./route-policy.ts";
import { certificateObject } from "./shown-certificate.ts";

export type PolicyRuntimeParts = {
  readonly snapshot: Snapshot;
  readonly pools: PoolTable;
  readonly ports: GatewayPorts;
  /** Of the runtime before. */
  readonly previous: PolicyRuntime | undefined;
};

export class PolicyRuntime {
  readonly #parts: Omit<PolicyRuntimeParts, "previous">;
  readonly #maker: PlanMaker;
  readonly #backends: ReadonlyMap<string, BackendSpec>;
  readonly #addresses: AddressPools;
  readonly #identity: CallIdentity;
  readonly #certified: CertifiedPools;
  readonly #proxied: ProxiedPools;
  readonly #callPorts;
  readonly #keys: SubscriptionKeys;
  readonly #contracts: BoundContracts;
  readonly #deployment: CallFacts["deployment"];
  /** By API, operation and product. */
  readonly #plans = new Map<string, Plan>();

  constructor(parts: PolicyRuntimeParts) {
    const { snapshot, ports, previous } = parts;
    const { policies: spec, egress, limits } = snapshot;
    // Without the runtime before: it would keep the one before itself, and so on.
    this.#parts = { snapshot, pools: parts.pools, ports };
    this.#maker = new PlanMaker({
      fragments: new Map(spec.fragments.map(({ id, document }) => [id, document])),
      namedValues: new Map(spec.namedValues.map(({ name, value }) => [name, value])),
    });
    this.#backends = new Map(spec.backends.map((backend) => [backend.id, backend]));
    const client = new EgressClient(egress);
    this.#addresses = new AddressPools(client, ports, limits);
    this.#keys = new SubscriptionKeys(snapshot.apiModel.subscriptions, ports.subscriptions);
    const kept = previous?.identityFor(snapshot);
    this.#identity = kept ?? new CallIdentity(snapshot, client, ports);
    this.#certified = new CertifiedPools(this.#identity.certificates, ports);
    this.#proxied = new ProxiedPools(client, ports);
    this.#contracts = new BoundContracts(snapshot.apiModel.apis, spec.schemas ?? []);
    this.#deployment = deploymentOf(snapshot.nodeName, this.#identity.certificates.all);
    const backends: Backends = {
      find: (call) => this.#findCertified(call),
      reach: (call, origin) => this.#reach(call, origin),
      poolOf: (id) => this.#configured(id).entry,
      service: (id) => {
        const { spec, entry } = this.#configured(id);
        return namedService(spec, entry.spec, snapshot.identity.tokenSource !== undefined);
      },
    };
    const usual = callPorts(ports, client, backends, this.#identity, this.#contracts.port);
    this.#callPorts = ports.policyPorts?.(usual) ?? usual;
  }

  /** Keys and tokens that are known, where another snapshot may use them. */
  private identityFor(snapshot: Snapshot): CallIdentity | undefined {
    return this.#identity.serves(snapshot) ? this.#identity : undefined;
  }

  /**
   * Compiles every document, then every schema that they validate by, in small steps; a promise is to be
   * waited for.
   * @throws Error where a document has errors
   * @throws EvalError where the process forbids generated code, which schemas are compiled to
   */
  *prepare(): Generator<undefined | Promise<unknown>, void> {
    const { policies, apiModel, sites } = this.#parts.snapshot;
    const documents = [
      ...scoped(policies.global, "global"),
      ...apiModel.products.flatMap(({ policy }) => scoped(policy, "product")),
      ...apiModel.apis.flatMap(({ policy, operations }) => [
        ...scoped(policy, "api"),
        ...operations.flatMap((operation) => scoped(operation.policy, "operation")),
      ]),
      ...sites.flatMap(({ routes }) => routes.flatMap(({ features }) => scoped(features.policy, "api"))),
    ];
    yield* this.#maker.prepare(documents);
    const texts = [...documents, ...policies.fragments.map(({ document }) => document)];
    const uses = new Map<string, SchemaUse>();
    for (const { text, file } of texts) {
      for (const use of schemaUses(text, file)) uses.set(JSON.stringify(use), use);
      yield;
    }
    yield* this.#contracts.prepare(contractApis(apiModel, policies), [...uses.values()]);
  }

  /** Of a route to APIs. */
  forApis(ids: readonly string[], ignoreCase: boolean): RoutePolicy {
    const { apis, products } = this.#parts.snapshot.apiModel;
    const served = apis.filter(({ id }) => ids.includes(id)).map((spec) => this.#served(spec, products));
    return new ApiPolicy(served, ignoreCase, this.#apiRuntime());
  }

  #served(spec: ApiSpec, products: readonly ProductSpec[]): ServedApi {
    const ofApi = products.filter(({ apis }) => apis.includes(spec.id));
    return {
      spec,
      operations: new OperationTable(spec.operations, true),
      products: ofApi,
      backend: this.#serviceOf(spec),
      models: apiModels(spec, ofApi),
    };
  }

  #serviceOf({ service }: ApiSpec): Backend | undefined {
    if (service === undefined) return undefined;
    const entry = this.#parts.pools.get(service.pool);
    if (entry === undefined) throw new Error(`the snapshot has no pool ${service.pool}`);
    const credentials =
      service.backend === undefined ? undefined : this.#backends.get(service.backend)?.credentials;
    return { entry, basePath: service.basePath, authority: "", credentials };
  }

  #apiRuntime(): ApiRuntime {
    return {
      lookup: () => this.#keys.lookup,
      plan: (api, operation, product) => this.#apiPlan(api, operation, product),
      call: (x, plan, facts, request, backend) =>
        new GatewayCall(x, plan, this.#callPorts, this.#facts(x, facts), request, backend),
    };
  }

  /** Made when it is first needed: documents are compiled already. */
  #apiPlan(api: ApiSpec, operation: OperationSpec | undefined, product: ProductSpec | undefined): Plan {
    const key = `${api.id}\n${operation?.id ?? ""}\n${product?.id ?? ""}`;
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const plan = this.plan([
      ...scoped(product?.policy, "product"),
      ...scoped(api.policy, "api"),
      ...scoped(operation?.policy, "operation"),
    ]);
    this.#plans.set(key, plan);
    return plan;
  }

  /** Of a plain route: its own document under the global one. @throws Error where a document has errors */
  forRoute(document: PolicyDocumentSpec, routeName: string, target: Target): RoutePolicy {
    const plan = this.plan([{ ...document, scope: "api" }]);
    const of: FactsOfApi = { ...noApi, operation: { ...noOperation, id: routeName } };
    const backend: Backend | undefined =
      target.kind === "pool" ? { entry: target.entry, basePath: "", authority: undefined } : undefined;
    return {
      apiOf: () => undefined,
      open: (x) => {
        const facts = this.#facts(x, of);
        return new GatewayCall(x, plan, this.#callPorts, facts, exchangeRequest(x, x.path), backend);
      },
    };
  }

  plan(documents: readonly ScopedDocument[]): Plan {
    const { global } = this.#parts.snapshot.policies;
    return this.#maker.plan(
      global === undefined ? documents : [{ ...global, scope: "global" }, ...documents],
    );
  }

  #facts(x: GatewayExchange, { api, operation, product, subscription, user }: FactsOfApi): CallFacts {
    return {
      api,
      operation,
      product,
      subscription,
      user,
      requestId: x.requestId,
      startedAtMs: x.startedAtMs,
      startedMs: x.startedMs,
      certificate: certificateObject(x),
      deployment: this.#deployment,
    };
  }

  /** @throws PolicyFailure where policies lead nowhere, or chose a certificate that there is not */
  #findCertified(call: GatewayCall): undefined | Backend | Promise<Backend> {
    const { backendCertificate: chosen, backendProxy } = call;
    const backend =
      backendProxy === undefined ? this.#findBackend(call) : this.#findProxied(call, backendProxy);
    if (chosen === undefined || backend === undefined) return backend;
    return backend instanceof Promise
      ? backend.then((found) => this.#certified.find(found, chosen))
      : this.#certified.find(backend, chosen);
  }

  /** Where a route leads to no backend, it answers itself, and no proxy is asked. */
  #findProxied(call: GatewayCall, chosen: BackendProxy): undefined | Promise<Backend> {
    if (call.backend === undefined && call.target === undefined) return undefined;
    return this.#proxied.proxyOf(chosen).then(async (proxy) => {
      const backend = await this.#findBackend(call, proxy);
      if (backend === undefined) throw new Error("a call that has a backend lost it");
      return this.#proxied.find(backend, proxy);
    });
  }

  /** Where a redirect leads is the backend's word, not the operator's; the way there is the call's. */
  async #reach({ backendProxy }: GatewayCall, origin: string): Promise<Backend> {
    const proxy = backendProxy && (await this.#proxied.proxyOf(backendProxy));
    return this.#addresses.find(origin, false, proxy);
  }

  #findBackend(call: GatewayCall, proxy?: PoolProxy): undefined | Backend | Promise<Backend> {
    const { backend } = call;
    if (backend?.kind === "url") return this.#addresses.find(backend.url, backend.isLiteral, proxy);
    return backend?.kind === "backend" ? this.#namedBackend(backend.id) : call.target;
  }

  #namedBackend(id: string): Backend {
    const { spec, entry } = this.#configured(id);
    return { entry, basePath: spec.basePath, authority: "", credentials: spec.credentials };
  }

  #configured(id: string) {
    const spec = this.#backends.get(id);
    const entry = spec && this.#parts.pools.get(spec.pool);
    if (spec === undefined || entry === undefined) {
      throw new PolicyFailure("BackendNotFound", `There is no backend ${id}.`, { status: 500 });
    }
    return { spec, entry };
  }

  /** Closes what only this runtime had, once requests under way are done. */
  close(): void {
    this.#addresses.close();
    this.#certified.close();
    this.#proxied.close();
    this.#contracts.close();
  }
}

function scoped(
  document: PolicyDocumentSpec | undefined,
  scope: ScopedDocument["scope"],
): readonly ScopedDocument[] {
  return document === undefined ? [] : [{ ...document, scope }];
}

function deploymentOf(
  nodeName: string,
  certificates: CallFacts["deployment"]["certificates"],
): CallFacts["deployment"] {
  return {
    gatewayId: nodeName,
    gatewayInstanceId: nodeName,
    isManaged: false,
    region: "",
    serviceId: nodeName,
    serviceName: nodeName,
    certificates,
  };
}

const noApi: FactsOfApi = { api: null, operation: null, product: null, subscription: null, user: null };
const noOperation = { id: "", method: "*", name: "", urlTemplate: "/*" };
