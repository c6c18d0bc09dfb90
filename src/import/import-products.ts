// Products and subscriptions. Keys are never in extracts: each is a variable that is still to be set.

import { type ImportContext, nameInId, nameOf } from "./import-context.ts";
import type { PolicyImport } from "./import-policies.ts";
import type { ImportedResource } from "./imported-resource.ts";
import { pathName } from "./output-folder.ts";
import { environment, literal, variableName, type YamlValue } from "./yaml-value.ts";

type YamlMap = Record<string, YamlValue>;

export function importProducts(context: ImportContext, policies: PolicyImport, apis: YamlMap): YamlMap {
  return Object.fromEntries(
    context.all(["products"]).map((resource): [string, YamlValue] => {
      const { properties } = resource;
      const id = nameOf(resource);
      const name = properties.text("displayName");
      const limit = properties.number("subscriptionsLimit");
      const state = properties.text("state");
      const members = apisOf(context, id, apis);
      const groups = linked(context, ["products/groups", "products/groupLinks"], id, "groupId");
      const file = `policies/products/${pathName(id)}.xml`;
      const policy = policies.document("products/policies", [id], "product", file);
      return [
        id,
        {
          ...(name === undefined ? {} : { name: literal(name) }),
          ...(state === "notPublished" ? { state } : {}),
          ...(properties.flag("subscriptionRequired") === false ? { subscriptionRequired: false } : {}),
          ...(properties.flag("approvalRequired") === true ? { approvalRequired: true } : {}),
          ...(limit === undefined || limit < 1 ? {} : { subscriptionsLimit: limit }),
          apis: members,
          ...(groups.length === 0 ? {} : { groups: groups.map(({ name: group }) => literal(group)) }),
          ...(policy === undefined ? {} : { policy }),
        },
      ];
    }),
  );
}

/** Revisions of an API are in the products of the API. */
function apisOf(context: ImportContext, product: string, apis: YamlMap): readonly string[] {
  const links = linked(context, ["products/apis", "products/apiLinks"], product, "apiId");
  return links.flatMap(({ name, resource }) => {
    const all = Object.keys(apis).filter((id) => id === name || id.startsWith(`${name};rev=`));
    if (all.length > 0) return all;
    const message = `the API ${name} of the product ${product} was not found`;
    context.report.unsupported(resource.place, "unknown-api", message, "import it along");
    return [];
  });
}

/** By name, or by a link whose property names the other. */
function linked(context: ImportContext, types: readonly string[], product: string, key: string) {
  return context.all(types, product).map((resource) => {
    const id = resource.properties.text(key);
    return { name: id === undefined ? nameOf(resource) : nameInId(id), resource };
  });
}

const STATES = ["active", "suspended", "submitted", "rejected", "cancelled", "expired"];

export function importSubscriptions(context: ImportContext, products: YamlMap, apis: YamlMap): YamlMap {
  const found: YamlMap = {};
  for (const resource of context.all(["subscriptions"])) {
    const { properties } = resource;
    const id = nameOf(resource);
    const scope = scopeOf(properties.text("scope") ?? "", products, apis);
    if (scope === undefined) {
      const message = `what the subscription ${id} opens was not found`;
      const hint = "import its product or API along";
      context.report.unsupported(properties.placeOf("scope"), "unknown-scope", message, hint);
      continue;
    }
    const name = properties.text("displayName");
    const state = (properties.text("state") ?? "active").toLowerCase();
    const owner = properties.text("ownerId");
    found[id] = {
      ...(name === undefined || name === "" ? {} : { name: literal(name) }),
      scope,
      ...(state === "active" || !STATES.includes(state) ? {} : { state }),
      ...(owner === undefined ? {} : { owner: literal(nameInId(owner)) }),
      ...keysOf(id, resource, context),
      ...(properties.flag("allowTracing") === true ? { tracing: true } : {}),
    };
  }
  return found;
}

function keysOf(id: string, resource: ImportedResource, { report }: ImportContext): YamlMap {
  const keys = (["primary", "secondary"] as const).map((kind): [string, YamlValue] => {
    const variable = variableName("subscription", id, kind);
    report.secret(resource.place, "env", variable, `the ${kind} key of the subscription ${id}`);
    return [`${kind}Key`, environment(variable)];
  });
  return Object.fromEntries(keys);
}

/** `/products/x`, `/apis/x`, `/apis` for all of them, each relative or as a whole resource id. */
function scopeOf(scope: string, products: YamlMap, apis: YamlMap): YamlValue | undefined {
  const [, kind, name] = /\/(products|apis)(?:\/([^/]+))?\/?$/i.exec(scope) ?? [];
  if (kind === undefined) return /^\/?$|\/service\/[^/]+\/?$/i.test(scope) ? "all-apis" : undefined;
  if (name === undefined) return kind.toLowerCase() === "apis" ? "all-apis" : undefined;
  if (kind.toLowerCase() === "products") return Object.hasOwn(products, name) ? { product: name } : undefined;
  return Object.hasOwn(apis, name) ? { api: name } : undefined;
}
