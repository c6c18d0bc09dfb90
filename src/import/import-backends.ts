// Backends: a URL becomes a backend with a pool of its own, a pool of backends a pool of their addresses.

import { importBreaker } from "./import-breaker.ts";
import { type ImportContext, nameInId, nameOf } from "./import-context.ts";
import type { ImportedResource } from "./imported-resource.ts";
import type { Properties } from "./properties.ts";
import { environment, isFilled, literal, variableName, type YamlValue } from "./yaml-value.ts";

type YamlMap = Record<string, YamlValue>;

export type BackendImport = { readonly backends: YamlMap; readonly pools: YamlMap };

/** @param namedValues what the configuration has in the place of each named value */
export function importBackends(
  context: ImportContext,
  namedValues: ReadonlyMap<string, string>,
): BackendImport {
  const importer = new BackendImporter(context, namedValues);
  const all = context.all(["backends"]);
  for (const resource of all) {
    if (resource.properties.has("pool")) importer.addPool(resource, all);
    else importer.addSingle(resource);
  }
  return importer;
}

class BackendImporter implements BackendImport {
  readonly #context: ImportContext;
  readonly #namedValues: ReadonlyMap<string, string>;
  readonly backends: YamlMap = {};
  readonly pools: YamlMap = {};

  constructor(context: ImportContext, namedValues: ReadonlyMap<string, string>) {
    this.#context = context;
    this.#namedValues = namedValues;
  }

  addSingle(resource: ImportedResource): void {
    const { properties } = resource;
    const id = nameOf(resource);
    const url = this.#url(properties, resource);
    if (url === undefined) return;
    const backend: YamlMap = { url: literal(url) };
    const credentials = this.#credentials(id, properties.object("credentials"));
    if (isFilled(credentials)) backend["credentials"] = credentials;
    const breaker = importBreaker(properties.object("circuitBreaker"), this.#context.report);
    if (breaker !== undefined) backend["circuitBreaker"] = breaker;
    const tls = this.#tls(properties);
    if (isFilled(tls)) backend["tls"] = tls;
    this.#refuse(properties);
    this.backends[id] = backend;
  }

  #url(properties: Properties, { place }: ImportedResource): string | undefined {
    const url = properties.text("url");
    const { report } = this.#context;
    const at = properties.placeOf("url");
    if (url === undefined || properties.isUnresolved("url")) {
      const message = "the address of the backend is known to a deployment only";
      report.unsupported(url === undefined ? place : at, "unresolved-url", message, "write it in by hand");
      return undefined;
    }
    if (/^https?:\/\/[^?#]+$/i.test(url)) return url;
    report.unsupported(
      at,
      "backend-url",
      "the backend is called in a way that is not supported",
      "use http or https, without a query",
    );
    return undefined;
  }

  #credentials(id: string, credentials: Properties): YamlMap {
    const found: YamlMap = {};
    const authorization = credentials.object("authorization");
    const scheme = authorization.text("scheme");
    if (scheme !== undefined) {
      const parameter = this.#secret(authorization, "parameter", id, "authorization");
      found["authorization"] = `${literal(scheme)} ${parameter}`.trim();
    }
    for (const [key, target] of [
      ["header", "headers"],
      ["query", "query"],
    ] as const) {
      const lists = credentials.object(key);
      const entries = lists.keys.map((name): [string, YamlValue] => [name, this.#secrets(lists, name, id)]);
      if (entries.length > 0) found[target] = Object.fromEntries(entries);
    }
    return found;
  }

  #secrets(lists: Properties, name: string, id: string): readonly YamlValue[] {
    return lists.texts(name).map((text, index) => {
      const count = index === 0 ? [] : [String(index + 1)];
      return this.#reference(text, [id, name, ...count], lists, name);
    });
  }

  #secret(owner: Properties, key: string, id: string, what: string): string {
    const text = owner.text(key);
    return text === undefined ? "" : this.#reference(text, [id, what], owner, key);
  }

  /** A named value stays what it is; anything else was a secret in the clear, and is to be supplied. */
  #reference(text: string, names: readonly string[], owner: Properties, key: string): string {
    const [, named = ""] = /^\{\{([^{}]+)\}\}$/.exec(text.trim()) ?? [];
    const known = this.#namedValues.get(named);
    if (known !== undefined) return known;
    const variable = variableName("backend", ...names);
    const meaning = `the credential ${names.slice(1).join(" ")} of the backend ${names[0] ?? ""}`;
    this.#context.report.secret(owner.placeOf(key), "env", variable, meaning);
    return environment(variable);
  }

  #tls(properties: Properties): YamlMap {
    const { report } = this.#context;
    const tls: YamlMap = {};
    const written = properties.object("tls");
    const key = ["validateCertificateChain", "validateCertificateName"].find(
      (name) => written.flag(name) === false,
    );
    if (key !== undefined) {
      tls["verify"] = false;
      const hint = "name its authority under `ca` instead, or its name as `serverName`";
      report.note(written.placeOf(key), "unverified-tls", "the backend's certificate is not verified", hint);
    }
    const credentials = properties.object("credentials");
    const [id] = [...credentials.texts("certificateIds"), ...credentials.texts("certificate")];
    if (id === undefined) return tls;
    const name = nameInId(id);
    const place = credentials.placeOf(credentials.has("certificateIds") ? "certificateIds" : "certificate");
    for (const [what, extension] of [
      ["certificate", "pem"],
      ["key", "key"],
    ] as const) {
      const file = `certificates/${name}.${extension}`;
      tls[what] = file;
      report.secret(place, "file", file, `the ${what} that is shown to the backend, in PEM`);
    }
    return tls;
  }

  #refuse(properties: Properties): void {
    const { report } = this.#context;
    if (properties.object("credentials").has("managedIdentity")) {
      const place = properties.object("credentials").placeOf("managedIdentity");
      const hint = "use the policy authentication-managed-identity in a document";
      report.unsupported(place, "managed-identity", "a backend has no managed identity of its own", hint);
    }
    if (properties.has("proxy")) {
      const hint = "set `egress.proxy`, or the policy proxy in a document";
      report.unsupported(
        properties.placeOf("proxy"),
        "backend-proxy",
        "a backend has no proxy of its own",
        hint,
      );
    }
    if (properties.object("properties").has("serviceFabricCluster")) {
      const hint = "name an address of the service";
      report.unsupported(
        properties.placeOf("properties"),
        "service-fabric",
        "Service Fabric is not supported",
        hint,
      );
    }
  }

  /** What a member has for itself is not what the pool has. */
  #tellOfMember(service: Properties, member: ImportedResource | undefined): void {
    const own = ["credentials", "tls"].filter((key) => member?.properties.has(key) === true);
    if (own.length === 0) return;
    const message = `${own.join(" and ")} of the backend are not taken over for the pool`;
    const hint = "write `credentials` of the backend that is the pool, and `tls` of the pool";
    this.#context.report.unsupported(service.place, "pool-member-settings", message, hint);
  }

  addPool(resource: ImportedResource, all: readonly ImportedResource[]): void {
    const { report } = this.#context;
    const { properties } = resource;
    const id = nameOf(resource);
    const pool = properties.object("pool");
    const paths = new Set<string>();
    const members = pool.objects("services").flatMap((service): YamlValue[] => {
      const member = all.find((each) => nameOf(each) === nameInId(service.text("id") ?? ""));
      const url = member?.properties.text("url");
      if (url === undefined || !URL.canParse(url)) {
        const hint = "import it along, or add its address to the pool by hand";
        report.unsupported(service.place, "pool-member", "a backend of the pool was not found", hint);
        return [];
      }
      this.#tellOfMember(service, member);
      paths.add(new URL(url).pathname.replace(/\/+$/, ""));
      const weight = service.number("weight");
      const priority = service.number("priority");
      const extra = {
        ...(weight === undefined ? {} : { weight: Math.max(weight, 1) }),
        ...(priority === undefined ? {} : { priority: Math.max(priority, 1) }),
      };
      return [{ url: new URL(url).origin, ...extra }];
    });
    if (paths.size > 1) {
      const message = "the backends of the pool have different paths";
      const hint = "members of a pool share one path: use a pool for each path";
      report.unsupported(pool.placeOf("services"), "pool-paths", message, hint);
    }
    if (pool.has("sessionAffinity")) {
      const hint = "write `affinity` of the pool";
      report.unsupported(
        pool.placeOf("sessionAffinity"),
        "session-affinity",
        "session affinity is not taken over",
        hint,
      );
    }
    if (members.length === 0) return;
    const [path = ""] = paths;
    const breaker = importBreaker(firstBreaker(pool, all), report);
    this.pools[id] = { members, ...(breaker === undefined ? {} : { circuitBreaker: breaker }) };
    this.backends[id] = { pool: id, ...(path === "" ? {} : { path: literal(path) }) };
  }
}

/** Members of a pool share one breaker: that of the first that has one. */
function firstBreaker(pool: Properties, all: readonly ImportedResource[]): Properties {
  const ids = pool.objects("services").map((service) => nameInId(service.text("id") ?? ""));
  const found = all.find((each) => ids.includes(nameOf(each)) && each.properties.has("circuitBreaker"));
  return (found?.properties ?? pool).object("circuitBreaker");
}
