// The operations of an API: those that its OpenAPI document has, with what the configuration says of them,
// and those that stand in the configuration alone.

import { shapeOf } from "#config/check-apis.ts";
import type { Api, Config, Operation } from "#config/config.ts";
import { besideFile, placeOf, type Spot } from "#config/source.ts";
import { type ListedOperation, listOperations } from "#contract/list-operations.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { nearest } from "#kernel/nearest.ts";
import type { OpenApiSpec, OperationSpec } from "./api-spec.ts";
import type { PolicyDocuments } from "./policy-documents.ts";
import type { TextFiles } from "./text-files.ts";

export type ReadOperations = {
  readonly operations: readonly OperationSpec[];
  readonly openApi: OpenApiSpec | undefined;
};

export class ApiOperations {
  readonly #config: Config;
  readonly #files: TextFiles;
  readonly #documents: PolicyDocuments;
  readonly diagnostics: Diagnostic[] = [];

  constructor(config: Config, files: TextFiles, documents: PolicyDocuments) {
    this.#config = config;
    this.#files = files;
    this.#documents = documents;
  }

  read(apiName: string, api: Api): ReadOperations {
    const openApi = this.#readDescription(api);
    const listed = openApi === undefined ? [] : this.#list(openApi);
    const byId = new Map(listed.map((operation) => [operation.id, operation]));
    const operations = [...api.operations].flatMap(([id, written]) => {
      const described = byId.get(id);
      // What could not be read proves nothing missing.
      if (described === undefined && written.method === undefined && listed.length > 0)
        this.#unknown(apiName, id, api, [...byId.keys()]);
      return this.#operation(id, written, described) ?? [];
    });
    const taken = new Set(operations.map(({ method, urlTemplate }) => shapeOf(method, urlTemplate)));
    const rest = listed.filter(
      ({ id, method, urlTemplate }) => !api.operations.has(id) && !taken.has(shapeOf(method, urlTemplate)),
    );
    return {
      operations: [...operations, ...rest.map((operation) => ({ ...operation, policy: undefined }))],
      openApi,
    };
  }

  #operation(
    id: string,
    written: Operation,
    described: ListedOperation | undefined,
  ): OperationSpec | undefined {
    const method = written.method ?? described?.method;
    const urlTemplate = written.urlTemplate ?? described?.urlTemplate;
    const policy = this.#documents.read(written, "policy", written.policy, "operation");
    if (method === undefined || urlTemplate === undefined) return undefined;
    return { id, name: written.name ?? described?.name ?? id, method, urlTemplate, policy };
  }

  #readDescription(api: Api): OpenApiSpec | undefined {
    if (api.openapi === undefined) return undefined;
    const { places } = this.#config;
    const spot = places.value(api, "openapi");
    const file = besideFile(spot, api.openapi);
    const content = this.#files.read(file);
    if (content.kind === "text") return { file, text: content.text };
    const name = places.isHidden(api, "openapi") ? `the file at ${places.shown(api, "openapi")}` : file;
    const hint = "the path is relative to the file that this line stands in";
    this.#error(spot, "unreadable-file", `the OpenAPI document ${name} cannot be used: ${content.why}`, hint);
    return undefined;
  }

  #list({ file, text }: OpenApiSpec): readonly ListedOperation[] {
    const { operations, diagnostics } = listOperations(text, file, (path) => {
      const read = this.#files.read(path);
      return read.kind === "text" ? read.text : undefined;
    });
    this.diagnostics.push(...diagnostics);
    return operations;
  }

  #unknown(apiName: string, id: string, api: Api, known: readonly string[]): void {
    const near = nearest(id, known);
    const hint = near === undefined ? "add method and urlTemplate" : `did you mean ${JSON.stringify(near)}?`;
    const message = `the OpenAPI document of the API ${JSON.stringify(apiName)} has no operation ${JSON.stringify(id)}`;
    this.#error(this.#config.places.key(api.operations, id), "unknown-operation", message, hint);
  }

  #error(spot: Spot, code: string, message: string, hint: string): void {
    this.diagnostics.push({ ...placeOf(spot), severity: "error", code, message, hint });
  }
}
