// A lone OpenAPI document → a configuration that serves it.

import { basename, extname } from "node:path";
import { listOperations } from "#contract/list-operations.ts";
import type { ImportReport } from "./import-report.ts";
import { OutputFolder, pathName } from "./output-folder.ts";
import { wholeConfiguration } from "./whole-configuration.ts";
import { literal, type YamlValue } from "./yaml-value.ts";

/** @param file its path, for places and for the API's name */
export function importOpenApi(text: string, file: string, report: ImportReport): OutputFolder {
  const output = new OutputFolder();
  const { operations, diagnostics, document: read } = listOperations(text, file);
  for (const found of diagnostics) report.unsupported(found, found.code, found.message, found.hint);
  if (diagnostics.length > 0 || read === undefined) return output;
  const document = read.value;
  const id = pathName(basename(file, extname(file))).toLowerCase() || "api";
  const extension = text.trimStart().startsWith("{") ? "json" : "yaml";
  const openapi = output.add(`openapi/${id}.${extension}`, text);
  const service = serviceOf(document, id);
  if (service.note !== "")
    report.unsupported(
      read.placeOf(["servers"]),
      "service-url",
      service.note,
      "write serviceUrl, backend or pool",
    );
  if (operations.length === 0) {
    report.unsupported(
      read.placeOf(["paths"]),
      "no-operations",
      "the document has no operation",
      "list them in the configuration",
    );
  }
  for (const key of ["webhooks", "x-webhooks"]) {
    if (!hasKey(document, key)) continue;
    report.unsupported(
      read.placeOf([key]),
      "webhooks",
      "webhooks are not requests to the API, and are left out",
      "serve them by routes",
    );
  }
  const own = ["security", "securityDefinitions"].find((key) => hasKey(document, key));
  if (own !== undefined || hasKey(objectAt(document, "components"), "securitySchemes")) {
    const message =
      "what the document says of security is not enforced: requests need the key of a subscription";
    report.unsupported(
      read.placeOf(own === undefined ? ["components", "securitySchemes"] : [own]),
      "security",
      message,
      "give the API a policy document with validate-jwt, or check-header",
    );
  }
  const title = textAt(objectAt(document, "info"), "title");
  const api: Record<string, YamlValue> = {
    ...(title === undefined ? {} : { name: literal(title) }),
    path: `/${id}`,
    ...(service.url === undefined ? {} : { serviceUrl: literal(service.url) }),
    openapi,
  };
  output.add("portcullis.yaml", wholeConfiguration({ apis: { [id]: api } }));
  return output;
}

type Service = { readonly url: string | undefined; readonly note: string };

function serviceOf(document: unknown, id: string): Service {
  const none = { url: undefined, note: `nothing says where the service of ${id} is` };
  const host = textAt(document, "host");
  if (host !== undefined) {
    const schemes: unknown = objectAt(document, "schemes");
    const scheme = Array.isArray(schemes) && !schemes.includes("https") ? "http" : "https";
    return { url: `${scheme}://${host}${textAt(document, "basePath") ?? ""}`, note: "" };
  }
  const servers = objectAt(document, "servers");
  if (!Array.isArray(servers) || servers.length === 0) return none;
  const url = textAt(servers[0], "url") ?? "";
  const filled = url.replace(/\{([^}]+)\}/g, (whole, name: string) => {
    return textAt(objectAt(objectAt(servers[0], "variables"), name), "default") ?? whole;
  });
  if (!/^https?:\/\/[^?#{}\s]+$/i.test(filled))
    return { ...none, note: `${none.note}: the server ${url} is no whole address` };
  const note = servers.length > 1 ? "the document has several servers: the first is taken" : "";
  return { url: filled, note };
}

function objectAt(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

const hasKey = (value: unknown, key: string): boolean => objectAt(value, key) !== undefined;

function textAt(value: unknown, key: string): string | undefined {
  const found = objectAt(value, key);
  return typeof found === "string" ? found : undefined;
}
