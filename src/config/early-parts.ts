// The few parts of a configuration that are needed before, or without, the rest of it: where secrets come
// from, and where the node is found. What is wrong elsewhere, or with a secret, does not matter to them.

import type { Files } from "./files.ts";
import { formats } from "./format-table.ts";
import { readTree } from "./include.ts";
import { Places } from "./places.ts";
import type { ReferenceSource } from "./reference.ts";
import { Report } from "./report.ts";
import { configSchema, type WrittenConfig } from "./schema.ts";
import { schemaNode } from "./schema-node.ts";
import { walkNode } from "./walk.ts";
import type { WalkContext } from "./walk-context.ts";

const EARLY_KEYS = ["admin", "store", "secrets", "egress"] as const;

type Early = Partial<Pick<WrittenConfig, (typeof EARLY_KEYS)[number]>>;

export type EarlyParts = {
  readonly parts: Early;
  readonly places: Places;
  /** Of these parts alone, and of files that cannot be read. */
  readonly report: Report;
};

/** A part with a mistake, or with a secret that is not known, is left out. */
export function readEarlyParts(path: string, files: Files, secret: ReferenceSource["secret"]): EarlyParts {
  const report = new Report();
  const places = new Places();
  const context: WalkContext = { report, places, formats, mentions: [], definitions: new Map() };
  const { root } = readTree(path, files, context, secret);
  const entries = new Map(
    EARLY_KEYS.flatMap((key) => {
      const entry = root.entries.get(key);
      return entry === undefined ? [] : [[key, entry] as const];
    }),
  );
  const whole = schemaNode(configSchema);
  const properties = Object.fromEntries(EARLY_KEYS.map((key) => [key, whole.properties?.[key] ?? {}]));
  const schema = { type: "object", properties, required: [], additionalProperties: false } as const;
  const subject = { label: "the configuration", spot: root };
  // What the walker makes of these keys is what it makes of them in the whole.
  const parts = (walkNode(schema, { ...root, entries }, subject, context) ?? {}) as Early;
  return { parts, places, report };
}
