// Cross checks of APIs, their operations and the routes that lead to them.

import type { Api, Config, Operation } from "./config.ts";
import type { Report } from "./report.ts";
import { placeText } from "./source.ts";
import { quoted } from "./tree.ts";

export function checkApis(config: Config, report: Report): void {
  checkVersionSets(config, report);
  for (const api of config.apis.values()) {
    checkVersion(api, config, report);
    checkService(api, config, report);
    for (const [id, operation] of api.operations) checkOperation(id, operation, api, config, report);
    checkTwins(api, config, report);
  }
  checkIdentities(config, report);
  checkRoutes(config, report);
}

function checkVersionSets({ versionSets, places }: Config, report: Report): void {
  for (const set of versionSets.values()) {
    const { scheme, parameter } = set;
    if (scheme === "segment" && parameter !== undefined) {
      const message = `"parameter" has no effect: versions stand in the path`;
      report.error(places.key(set, "parameter"), "unused-setting", message, "remove it, or change `scheme`");
    } else if (scheme !== "segment" && parameter === undefined) {
      const message = `versions by ${scheme} need the name of the ${scheme === "header" ? "header" : "parameter"}`;
      report.error(places.self(set), "missing-key", message, "add parameter, such as parameter: api-version");
    }
  }
}

function checkVersion(api: Api, { places }: Config, report: Report): void {
  if (api.version === undefined || api.versionSet !== undefined) return;
  const message = `"version" has no effect without "versionSet"`;
  report.error(places.key(api, "version"), "unused-setting", message, "name the version set, or remove it");
}

const SERVICES = ["serviceUrl", "backend", "pool"] as const;

function checkService(api: Api, { places }: Config, report: Report): void {
  const [first, second] = SERVICES.filter((key) => api[key] !== undefined);
  if (first === undefined || second === undefined) return;
  const message = `"${second}" and "${first}" both say where requests go`;
  report.error(places.key(api, second), "too-many-choices", message, "keep one of them");
}

function checkOperation(
  id: string,
  operation: Operation,
  api: Api,
  { places }: Config,
  report: Report,
): void {
  const { method, urlTemplate } = operation;
  const isWrong = (["method", "urlTemplate"] as const).some(
    (key) => operation[key] === undefined && places.isWritten(operation, key),
  );
  // What is wrong with it was told already.
  if (isWrong) return;
  if ((method === undefined) !== (urlTemplate === undefined)) {
    const missing = method === undefined ? "method" : "urlTemplate";
    const message = `the operation ${quoted(id)} has no ${quoted(missing)}`;
    const hint = "write both, or neither where the OpenAPI document has the operation";
    report.error(places.key(api.operations, id), "missing-key", message, hint);
  } else if (method === undefined && api.openapi === undefined) {
    const message = `nothing says which requests the operation ${quoted(id)} takes`;
    const hint = "add method and urlTemplate, or give the API an `openapi` document that has it";
    report.error(places.key(api.operations, id), "missing-key", message, hint);
  }
}

/** `/orders/{id}` and `/orders/{name}` take the same requests. */
export const shapeOf = (method: string, template: string): string =>
  `${method} ${template.replace(/\{\*[^}]*\}$/, "*").replace(/\{[^}]*\}/g, "{}")}`.toLowerCase();

function checkTwins({ operations }: Api, { places }: Config, report: Report): void {
  const seen = new Map<string, string>();
  for (const [id, { method, urlTemplate }] of operations) {
    if (method === undefined || urlTemplate === undefined) continue;
    const before = seen.get(shapeOf(method, urlTemplate));
    if (before === undefined) seen.set(shapeOf(method, urlTemplate), id);
    else {
      const where = placeText(places.key(operations, before));
      const message = `the operation ${quoted(id)} takes the requests of ${quoted(before)} at ${where}`;
      report.error(
        places.key(operations, id),
        "duplicate-operation",
        message,
        "remove one, or change its template",
      );
    }
  }
}

/** Of one path, version and revision there is one API; and of all revisions, one is current. */
function checkIdentities({ apis, places }: Config, report: Report): void {
  const revisions = new Map<string, string>();
  const current = new Map<string, string>();
  const sets = new Map<string, { readonly name: string; readonly set: string | undefined }>();
  for (const [name, api] of apis) {
    const spot = places.key(apis, name);
    const path = api.path.toLowerCase();
    const version = `${path} ${api.version ?? ""}`;
    const revision = `${version};${api.revision}`;
    const twin = revisions.get(revision);
    const other = api.current ? current.get(version) : undefined;
    if (twin !== undefined) {
      const message = `the API ${quoted(name)} has the path, version and revision of ${quoted(twin)}`;
      report.error(spot, "duplicate-api", message, "give one another path, version or revision");
    } else if (other !== undefined) {
      const message = `the API ${quoted(name)} is a current revision, and so is ${quoted(other)}`;
      report.error(spot, "duplicate-api", message, "write current: false at one of them");
    }
    revisions.set(revision, name);
    if (api.current) current.set(version, name);
    const first = sets.get(path);
    if (first === undefined) sets.set(path, { name, set: api.versionSet });
    else if (first.set !== api.versionSet) {
      const message = `the API ${quoted(name)} has the path of ${quoted(first.name)}, but is not of its version set`;
      const hint = "APIs of one path are versions of one version set";
      report.error(spot, "duplicate-api", message, hint);
    }
  }
}

function checkRoutes(config: Config, report: Report): void {
  const { places } = config;
  const led = new Set<string>();
  for (const site of config.sites.values()) {
    for (const route of site.routes.values()) {
      const { apis } = route.target;
      if (apis === undefined) continue;
      const names = apis === "all" ? [...config.apis.keys()] : apis;
      for (const name of names) led.add(name);
      if (apis === "all" && config.apis.size === 0) {
        const message = "the route leads to all APIs, and there is none";
        report.error(places.value(route.target, "apis"), "empty-list", message, "write one under `apis`");
      }
      if (route.policy !== undefined) {
        const message = "a route that leads to APIs has no policy document of its own";
        const hint = "give the document to the APIs, or to `policies.global`";
        report.error(places.key(route, "policy"), "policy-of-apis", message, hint);
      }
      if (apis !== "all") checkReach(apis, route.path, config, report);
    }
  }
  for (const name of config.apis.keys()) {
    if (led.has(name)) continue;
    const hint = "add target: { apis: all } to a route, or name it there";
    report.warning(
      places.key(config.apis, name),
      "unused-api",
      `no route leads to the API ${quoted(name)}`,
      hint,
    );
  }
}

/** An API's path is the host's: a route that takes only some of it hides the rest. */
function checkReach(names: readonly string[], routePath: string, config: Config, report: Report): void {
  const { places } = config;
  const start = routePath.endsWith("/*") ? routePath.slice(0, -2) : undefined;
  names.forEach((name, index) => {
    const api = config.apis.get(name);
    if (api === undefined) return;
    if (start !== undefined && `${api.path}/`.toLowerCase().startsWith(`${start}/`.toLowerCase())) return;
    const message = `the route does not take the path of the API, ${places.shown(api, "path")}`;
    const hint = "paths of APIs are counted from the host's root: write path: /* or one before it";
    report.error(places.value(names, index), "unreachable-api", message, hint);
  });
}
