// The few lines of a configuration that say where the node's vault lies, read without regard to what is wrong
// elsewhere: a missing secret must not keep anybody from making it. A mistake in these lines, or where nobody
// can tell whether it is in them, is one here too: a secret must not go into another vault than the node's.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import { nearest } from "#kernel/nearest.ts";
import type { Files } from "./files.ts";
import { formats } from "./format-table.ts";
import { readTree } from "./include.ts";
import { Places } from "./places.ts";
import { Report } from "./report.ts";
import { configSchema, type WrittenConfig } from "./schema.ts";
import { type SchemaNode, schemaNode } from "./schema-node.ts";
import type { MapNode, TreeNode } from "./tree.ts";
import { type VaultPlace, vaultPlaceOf } from "./vault-place.ts";
import { walkNode } from "./walk.ts";

/** By the parts that they are in. */
const VAULT_KEYS = { store: ["path"], secrets: ["vault"] } as const;

/** Where the vault is, or why that cannot be told. */
export function readVaultPlace(path: string, files: Files): VaultPlace | readonly Diagnostic[] {
  const elsewhere = new Report();
  const report = new Report();
  const places = new Places();
  const base = { places, formats, mentions: [], definitions: new Map() };
  const tree = readTree(path, files, { ...base, report: elsewhere }, () => ({ pending: true }));
  const whole = schemaNode(configSchema);
  // A key that nobody knows may be one of ours, misspelled: it is refused, and not the default taken.
  const known = whole.properties ?? {};
  const parts = Object.keys(VAULT_KEYS);
  const isPart = (name: string): boolean =>
    parts.includes(name) || (!Object.hasOwn(known, name) && nearest(name, parts) !== undefined);
  const root = onlyKeys(tree.root, [...tree.root.entries.keys()].filter(isPart), (part, key) => {
    const inner: readonly string[] = key === "store" ? VAULT_KEYS.store : VAULT_KEYS.secrets;
    if (part.kind !== "map") return part;
    const others = known[key]?.properties ?? {};
    const isMeant = (name: string): boolean => inner.includes(name) || !Object.hasOwn(others, name);
    return onlyKeys(part, [...part.entries.keys()].filter(isMeant));
  });
  const properties = {
    store: onlyProperties(whole.properties?.["store"] ?? {}, VAULT_KEYS.store),
    secrets: onlyProperties(whole.properties?.["secrets"] ?? {}, VAULT_KEYS.secrets),
  };
  const schema = { type: "object", properties, required: [], additionalProperties: false } as const;
  const subject = { label: "the configuration", spot: root };
  // What the walker makes of these keys is what it makes of them in the whole.
  const written = walkNode(schema, root, subject, { ...base, report }) as Partial<WrittenConfig> | undefined;
  const unclear = unclearNode(root);
  if (unclear !== undefined && !elsewhere.hasErrors) {
    const message = "where the vault lies cannot come from a secret";
    elsewhere.error(
      unclear,
      "vault-by-secret",
      message,
      "write it out, or take it from ${env:…} or ${file:…}",
    );
  }
  if (!tree.isWhole || unclear !== undefined || hasDoubles(elsewhere)) return elsewhere.sorted();
  const place = report.hasErrors ? undefined : vaultPlaceOf(written ?? {}, places);
  return place ?? report.sorted();
}

function onlyKeys(
  map: MapNode,
  keys: readonly string[],
  change: (value: TreeNode, key: string) => TreeNode = (value) => value,
): MapNode {
  const entries = keys.flatMap((key) => {
    const entry = map.entries.get(key);
    return entry === undefined ? [] : [[key, { ...entry, value: change(entry.value, key) }] as const];
  });
  return { ...map, entries: new Map(entries) };
}

function onlyProperties(schema: SchemaNode, keys: readonly string[]): SchemaNode {
  const { properties = {}, required = [] } = schema;
  const kept = keys.flatMap((key) => {
    const property = properties[key];
    return property === undefined ? [] : [[key, property] as const];
  });
  const needed = required.filter((key) => keys.includes(key));
  return { ...schema, properties: Object.fromEntries(kept), required: needed };
}

/** The first value that could not be read: the walker would take the default for it. */
function unclearNode(node: TreeNode): TreeNode | undefined {
  if (node.kind === "broken") return node;
  if (node.kind !== "map") return undefined;
  for (const { value } of node.entries.values()) {
    const found = unclearNode(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Which one of two the node would take is not asked, since it takes neither. */
const hasDoubles = (report: Report): boolean => report.sorted().some(({ code }) => code === "duplicate-key");
