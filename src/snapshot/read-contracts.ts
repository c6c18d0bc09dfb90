// What the descriptions of APIs promise, for those APIs whose policies hold calls against it. The others are
// not read that far: a description that nobody validates by may be as loose as it likes.

import { type ConfigPorts, Files } from "#config/files.ts";
import { readOpenApi } from "#contract/read-openapi.ts";
import { compareDiagnostics, type Diagnostic } from "#kernel/diagnostic.ts";
import { schemaUses } from "#policy/schema-uses.ts";
import type { ApiSpec } from "./api-spec.ts";
import { checkSchemas } from "./check-schemas.ts";
import type { ApiParts, CompiledApis } from "./compile-apis.ts";
import { contractApis } from "./contract-apis.ts";

/** Adds the contracts, what is wrong with descriptions and schemas, and the files that they refer to. */
export async function readContracts(compiled: CompiledApis, ports: ConfigPorts): Promise<CompiledApis> {
  const { parts } = compiled;
  if (parts === undefined) return compiled;
  const wanted = contractApis(parts.model, parts.policies);
  const files = new Files(ports);
  const found: Diagnostic[] = [...(await mistakesOfSchemas(parts))];
  const apis: ApiSpec[] = [];
  for (const api of parts.model.apis) {
    apis.push(wanted.has(api.id) ? await withContract(api, files, found) : api);
  }
  const diagnostics = [...compiled.diagnostics, ...found].toSorted(compareDiagnostics);
  const hasErrors = found.some(({ severity }) => severity === "error");
  return {
    parts: hasErrors ? undefined : { ...parts, model: { ...parts.model, apis } },
    diagnostics,
    files: [...new Set([...compiled.files, ...files.looked])],
  };
}

async function withContract(api: ApiSpec, files: Files, found: Diagnostic[]): Promise<ApiSpec> {
  const { openApi } = api;
  if (openApi === undefined) return api;
  const { contract, diagnostics } = await readOpenApi(openApi.text, openApi.file, {
    files: (path) => {
      const read = files.text(path);
      return read.kind === "text" ? read.text : undefined;
    },
  });
  found.push(...diagnostics);
  return contract === undefined ? api : { ...api, contract };
}

async function mistakesOfSchemas({ policies, model, routes }: ApiParts): Promise<readonly Diagnostic[]> {
  const { schemas = [] } = policies;
  if (schemas.length === 0) return [];
  const documents = new Set([
    policies.global,
    ...policies.fragments.map(({ document }) => document),
    ...model.products.map(({ policy }) => policy),
    ...model.apis.flatMap(({ policy, operations }) => [policy, ...operations.map((one) => one.policy)]),
    ...routes.values(),
  ]);
  const uses = [...documents].flatMap((one) => (one === undefined ? [] : schemaUses(one.text, one.file)));
  return checkSchemas(schemas, uses);
}
