// APIs with their version sets, descriptions and operations.

import { listOperations } from "#contract/list-operations.ts";
import { type ImportContext, nameInId, nameOf } from "./import-context.ts";
import type { PolicyImport } from "./import-policies.ts";
import type { ImportedResource, ImportedText } from "./imported-resource.ts";
import { pathName } from "./output-folder.ts";
import { isFilled, literal, type YamlValue } from "./yaml-value.ts";

type YamlMap = Record<string, YamlValue>;

export function importVersionSets(context: ImportContext): YamlMap {
  const sets = context.all(["apiVersionSets"]).map((resource): [string, YamlValue] => {
    const { properties } = resource;
    const scheme = (properties.text("versioningScheme") ?? "Segment").toLowerCase();
    const parameter = properties.text(scheme === "header" ? "versionHeaderName" : "versionQueryName");
    const name = properties.text("displayName");
    return [
      nameOf(resource),
      {
        ...(name === undefined ? {} : { name: literal(name) }),
        scheme,
        ...(scheme === "segment" || parameter === undefined ? {} : { parameter: literal(parameter) }),
      },
    ];
  });
  return Object.fromEntries(sets);
}

export function importApis(
  context: ImportContext,
  policies: PolicyImport,
  backends: Readonly<Record<string, YamlValue>>,
): YamlMap {
  const importer = new ApiImporter(context, policies, backends);
  return Object.fromEntries(
    context.all(["apis"]).map((resource) => [nameOf(resource), importer.api(resource)]),
  );
}

class ApiImporter {
  readonly #context: ImportContext;
  readonly #policies: PolicyImport;
  readonly #backends: Readonly<Record<string, YamlValue>>;

  constructor(context: ImportContext, policies: PolicyImport, backends: Readonly<Record<string, YamlValue>>) {
    this.#context = context;
    this.#policies = policies;
    this.#backends = backends;
  }

  api(resource: ImportedResource): YamlValue {
    const { properties } = resource;
    const id = nameOf(resource);
    const [name, path] = [properties.text("displayName"), properties.text("path") ?? ""];
    const [, revision = properties.text("apiRevision") ?? "1"] = id.split(";rev=");
    const description = this.#description(resource);
    const policy = this.#policies.document("apis/policies", [id], "api", `policies/apis/${pathName(id)}.xml`);
    const operations = this.#operations(id, description?.ids);
    this.#refuse(resource);
    return {
      ...(name === undefined ? {} : { name: literal(name) }),
      path: path === "" ? "" : literal(`/${path.replace(/^\/|\/$/g, "")}`),
      ...this.#version(resource),
      ...(revision === "1" ? {} : { revision }),
      ...(properties.flag("isCurrent") === false || id.includes(";rev=") ? { current: false } : {}),
      ...this.#service(resource),
      ...(description === undefined ? {} : { openapi: description.file }),
      ...(isFilled(operations) ? { operations } : {}),
      ...(properties.flag("subscriptionRequired") === false ? { subscriptionRequired: false } : {}),
      ...subscriptionKey(resource),
      ...(policy === undefined ? {} : { policy }),
    };
  }

  #version({ properties }: ImportedResource): YamlMap {
    const set = properties.text("apiVersionSetId");
    if (set === undefined) return {};
    const version = properties.text("apiVersion") ?? "";
    const versionSet = nameInId(set);
    if (this.#context.all(["apiVersionSets"], versionSet).length === 0) {
      const hint = "import its version set along, or write it under `versionSets`";
      const place = properties.placeOf("apiVersionSetId");
      this.#context.report.unsupported(
        place,
        "version-set",
        "the version set of the API was not found",
        hint,
      );
      return {};
    }
    return { versionSet, ...(version === "" ? {} : { version: literal(version) }) };
  }

  #service(resource: ImportedResource): YamlMap {
    const { properties } = resource;
    const { report } = this.#context;
    const backend = properties.text("backendId") ?? properties.object("backend").text("backendId");
    if (backend !== undefined && Object.hasOwn(this.#backends, nameInId(backend)))
      return { backend: nameInId(backend) };
    const url = properties.text("serviceUrl");
    if (url === undefined || url === "") return {};
    if (/^https?:\/\/[^?#\s]+$/i.test(url) && !properties.isUnresolved("serviceUrl"))
      return { serviceUrl: literal(url) };
    const hint = "write serviceUrl, backend or pool by hand";
    const message = "the address of the API's service is not taken over";
    report.unsupported(properties.placeOf("serviceUrl"), "service-url", message, hint);
    return {};
  }

  /** The OpenAPI document, from a file or a property; undefined where there is none that is read here. */
  #description(resource: ImportedResource) {
    const { report, output } = this.#context;
    const text = this.#descriptionText(resource);
    if (text === undefined) return undefined;
    const id = nameOf(resource);
    const isJson = text.text.trimStart().startsWith("{");
    const { operations, diagnostics } = listOperations(text.text, "");
    for (const { line, column, code, message, hint } of diagnostics)
      report.unsupported(text.placeAt(line, column), code, message, hint);
    if (diagnostics.length > 0) return undefined;
    const file = output.add(`openapi/${pathName(id)}.${isJson ? "json" : "yaml"}`, text.text);
    return { file, ids: new Set(operations.map((operation) => operation.id)) };
  }

  #descriptionText(resource: ImportedResource): ImportedText | undefined {
    const { report } = this.#context;
    const hint = "list its operations, or describe it in OpenAPI";
    for (const { content, place } of this.#context.all(["apis/specification"], nameOf(resource))) {
      if (content !== undefined && /^\.(?:ya?ml|json)$/.test(content.extension)) return content;
      const message = `a description in ${content?.extension.slice(1).toUpperCase() ?? "another form"} is not read`;
      report.unsupported(place, "description-format", message, hint);
    }
    const { properties } = resource;
    const format = properties.text("format");
    const text = properties.text("value");
    if (format === undefined || text === undefined) return undefined;
    const at = properties.placeOf("value");
    if (!properties.isUnresolved("value") && /^(?:openapi|openapi\+json|swagger-json)$/.test(format))
      return { text, extension: "", placeAt: () => at };
    report.unsupported(
      properties.placeOf("format"),
      "description-format",
      `a description as ${format} is not read`,
      hint,
    );
    return undefined;
  }

  /** What the description has is written only where there is a policy for it. */
  #operations(api: string, described: ReadonlySet<string> | undefined): YamlMap {
    const { report } = this.#context;
    const found: YamlMap = {};
    const resources = this.#context.all(["apis/operations"], api);
    for (const resource of resources) {
      const id = nameOf(resource);
      const file = `policies/apis/${pathName(api)}/${pathName(id)}.xml`;
      const policy = this.#policies.document("apis/operations/policies", [api, id], "operation", file);
      const own = policy === undefined ? {} : { policy };
      const { properties } = resource;
      const [method, urlTemplate] = [properties.text("method"), properties.text("urlTemplate")];
      if (described?.has(id) === true) {
        if (policy !== undefined) found[id] = own;
      } else if (method !== undefined && urlTemplate !== undefined) {
        const name = properties.text("displayName");
        const named = name === undefined ? {} : { name: literal(name) };
        found[id] = { ...named, method: method.toUpperCase(), urlTemplate: literal(urlTemplate), ...own };
      } else {
        const message = `nothing says which requests the operation ${id} of the API ${api} takes`;
        const hint = "write its method and urlTemplate by hand, with its policy";
        report.unsupported(resource.place, "unknown-operation", message, hint);
      }
    }
    return found;
  }

  #refuse({ properties, place }: ImportedResource): void {
    const { report } = this.#context;
    const type = properties.text("type") ?? properties.text("apiType") ?? "http";
    if (!["http", "soap"].includes(type)) {
      const at = properties.has("type") ? properties.placeOf("type") : place;
      report.unsupported(
        at,
        "api-type",
        `APIs of the type ${type} are not supported`,
        "serve it by a plain route",
      );
    }
    const settings = properties.object("authenticationSettings");
    if (
      settings.has("oAuth2") ||
      settings.has("openid") ||
      settings.objects("oAuth2AuthenticationSettings").length > 0
    ) {
      const message = "the API's settings of OAuth tell a developer portal, and check nothing";
      const hint = "to check tokens, use the policy validate-jwt";
      report.note(properties.placeOf("authenticationSettings"), "portal-settings", message, hint);
    }
  }
}

const AZURE_HEADER = "Ocp-Apim-Subscription-Key";
const AZURE_QUERY = "subscription-key";

function subscriptionKey({ properties }: ImportedResource): YamlMap {
  const names = properties.object("subscriptionKeyParameterNames");
  const [header, query] = [names.text("header"), names.text("query")];
  const own = {
    ...(header === undefined || header === AZURE_HEADER ? {} : { header: literal(header) }),
    ...(query === undefined || query === AZURE_QUERY ? {} : { query: literal(query) }),
  };
  return isFilled(own) ? { subscriptionKey: own } : {};
}
