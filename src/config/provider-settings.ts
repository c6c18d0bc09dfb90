// What is needed to ask a provider of secrets cannot come from a provider: one would have to be asked before
// the other, and around a circle nobody could be.

import { readSecretReference } from "#secret/secret-reference.ts";
import { resolveReferences } from "./reference.ts";
import type { Report } from "./report.ts";
import { type MapNode, quoted, type TreeNode } from "./tree.ts";

/** Reports each text of `secrets`, or of the `egress` that providers are reached through, that wants one. */
export function checkProviderSettings(root: MapNode, report: Report): void {
  const secrets = root.entries.get("secrets")?.value;
  const providers = secrets?.kind === "map" ? secrets.entries.get("providers")?.value : undefined;
  if (providers?.kind !== "map" || providers.entries.size === 0) return;
  for (const part of ["secrets", "egress"]) {
    const node = root.entries.get(part)?.value;
    if (node !== undefined) checkNode(node, report);
  }
}

function checkNode(node: TreeNode, report: Report): void {
  if (node.kind === "map") for (const { value } of node.entries.values()) checkNode(value, report);
  if (node.kind === "list") for (const item of node.items) checkNode(item, report);
  // Before anything was fetched it is broken: no provider needs to be asked to tell.
  if ((node.kind !== "scalar" && node.kind !== "broken") || node.written === undefined) return;
  for (const provider of providersIn(node.written)) {
    const message = `what providers need to be asked cannot come from the provider ${quoted(provider)}`;
    const hint =
      "take it from the node's own vault, a file or a variable: ${secret:NAME}, ${file:…}, ${env:…}";
    report.error(node, "provider-by-provider", message, hint);
  }
}

function providersIn(written: string): readonly string[] {
  const providers: string[] = [];
  const nothing = { text: "" };
  resolveReferences(written, {
    env: () => "",
    file: () => nothing,
    secret: (body) => {
      const provider = readSecretReference(body)?.provider;
      if (provider !== undefined) providers.push(provider);
      return nothing;
    },
  });
  return providers;
}
