// Kinds of resources that are not taken over: those that do nothing on a gateway, and those that do and have
// another place here, or none.

import type { ImportContext } from "./import-context.ts";

/** By type, what is lost and what to do; a type stands for those below it. */
const UNSUPPORTED: ReadonlyMap<string, readonly [message: string, hint: string]> = new Map([
  ["workspaces", ["workspaces are not supported", "import what is in it as resources of the service"]],
  ["loggers", ["loggers are not taken over", "write `accessLog` and `telemetry` in the configuration"]],
  [
    "diagnostics",
    ["diagnostics are not taken over", "write `accessLog` and `telemetry` in the configuration"],
  ],
  [
    "apis/diagnostics",
    ["diagnostics are not taken over", "write `accessLog` and `telemetry` in the configuration"],
  ],
  [
    "apis/operations/diagnostics",
    ["diagnostics are not taken over", "write `telemetry` in the configuration"],
  ],
  ["caches", ["external caches are not taken over", "policies cache on the node itself"]],
  ["apis/resolvers", ["resolvers of GraphQL are not supported", "serve the API by a plain route"]],
  ["authorizationProviders", ["the credential manager is not supported", "obtain tokens with send-request"]],
  ["policyRestrictions", ["policy restrictions are not taken over", "check documents before they are used"]],
  [
    "certificates",
    ["certificates are not in what is imported", "put their files where the configuration names them"],
  ],
  ["gateways", ["gateways of Azure are not taken over", "each node here has a configuration of its own"]],
]);

/** What people and portals are told, and what is taken over with something else. */
const NOTED: readonly string[] = [
  ...["tags", "groups", "users", "tagDescriptions", "documentations", "wikis", "apis/tags", "products/tags"],
  ...["apis/operations/tags", "apis/tagDescriptions", "apis/wikis", "products/wikis", "apis/releases"],
  ...["apis/schemas", "apis/issues", "contentTypes", "templates", "notifications", "portalconfigs"],
  ...["portalsettings", "portalRevisions", "identityProviders", "authorizationServers"],
  ...["openidConnectProviders"],
];

const TAKEN: readonly string[] = [
  ...["namedValues", "properties", "policyFragments", "policies", "backends", "apiVersionSets", "apis"],
  ...["apis/specification", "apis/operations", "apis/policies", "apis/operations/policies", "products"],
  ...["products/apis", "products/apiLinks", "products/groups", "products/groupLinks", "products/policies"],
  ...["subscriptions", "schemas"],
];

export function tellWhatIsLeftOut(context: ImportContext): void {
  for (const [type, resources] of context.types) {
    if (TAKEN.includes(type)) continue;
    const known = startOf(type, [...UNSUPPORTED.keys()]);
    const [message, hint] = UNSUPPORTED.get(known ?? "") ?? [
      `resources of the type ${type} are not known`,
      "take over by hand what they are for",
    ];
    const isNoted = known === undefined && startOf(type, NOTED) !== undefined;
    // Of resources inside others one finding is enough: that of the outermost.
    const told = known === undefined ? resources : resources.filter(() => known === type);
    for (const { names, place } of told) {
      if (isNoted) {
        const text = `${type} ${names.join("/")} is left out: it does nothing on a gateway`;
        context.report.note(place, "left-out", text, "keep it where it is");
      } else context.report.unsupported(place, "left-out", `${names.join("/")}: ${message}`, hint);
    }
    // A folder may hold what belongs to a resource that was not extracted itself.
    const [first] = resources;
    if (known !== undefined && known !== type && first !== undefined && !context.types.has(known))
      context.report.unsupported(first.place, "left-out", message, hint);
  }
}

function startOf(type: string, kinds: readonly string[]): string | undefined {
  return kinds.find((kind) => type === kind || type.startsWith(`${kind}/`));
}
