// Virtual patches of a WAF policy: each becomes a rule of its program, with its ticket among the tags, and a
// condition on the request that the gateway decides. Those that have expired already are left out.

import type { Config } from "#config/config.ts";
import { placeOf } from "#config/source.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import type { Control, Marker, Program, Rule } from "#waf/waf.ts";
import type { WrittenPolicy } from "./compile-waf.ts";
import { withPart } from "./request-part.ts";
import { splitPaths } from "./waf-exceptions.ts";

type VirtualPatch = WrittenPolicy["virtualPatches"][number];

export type PatchSpec = {
  readonly exactPaths: readonly string[];
  readonly prefixes: readonly string[];
  /** None means any. */
  readonly methods: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
  /** What switches its rule off. */
  readonly control: Control;
};

const NEVER_MS = Number.MAX_SAFE_INTEGER;

const isExpired = ({ expires }: VirtualPatch, nowMs: number): boolean =>
  expires !== undefined && expires.atMs <= nowMs;

export function compilePatches(policy: WrittenPolicy, nowMs: number): readonly PatchSpec[] {
  return policy.virtualPatches
    .filter((patch) => !isExpired(patch, nowMs))
    .map(({ id, paths, methods, expires }) => ({
      ...splitPaths(paths),
      methods,
      expiresAtMs: expires?.atMs ?? NEVER_MS,
      control: { kind: "ctl", option: "ruleRemoveById", ranges: [{ from: id, to: id }] },
    }));
}

const fileOf = (id: number): string => `virtual patch ${id}`;

/** The texts of the rules, one root each. */
export function patchRoots(
  policy: WrittenPolicy,
  nowMs: number,
): { readonly file: string; readonly text: string }[] {
  return policy.virtualPatches
    .filter((patch) => !isExpired(patch, nowMs))
    .map((patch) => ({ file: fileOf(patch.id), text: `${textOf(patch)}\n` }));
}

/** Rules are bytes, a char each. */
const bytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

function textOf({ id, secLang, match }: VirtualPatch): string {
  if (secLang !== undefined) return bytes(secLang);
  if (match === undefined) return `SecAction "id:${id},phase:1"`;
  // The argument ends at a quote that no backslash escapes: none may stand in it, at its end neither.
  const pattern = bytes(match.pattern).replaceAll('"', "\\x22").replaceAll("\n", "\\n");
  return `SecRule ARGS "@rx (?:${pattern})" "id:${id},phase:2,t:none,capture,logdata:'%{MATCHED_VAR}'"`;
}

const DENIED = 403;
const CRITICAL = 2;

/** Gives the rules of patches what their patch says: parts, action, reason, ticket. */
export function patchProgram(program: Program, policy: WrittenPolicy): Program {
  const byFile = new Map(policy.virtualPatches.map((patch) => [fileOf(patch.id), patch]));
  if (byFile.size === 0) return program;
  const phases = program.phases.map((items) =>
    items.map((item): Rule | Marker => {
      const patch = item.kind === "rule" ? byFile.get(item.place.file) : undefined;
      return item.kind === "rule" && patch !== undefined ? patched(item, patch) : item;
    }),
  );
  return { ...program, phases };
}

function patched(rule: Rule, { reason, ticket, match, action }: VirtualPatch): Rule {
  const tags = [["virtual-patch"], ...(ticket === undefined ? [] : [[`ticket/${ticket}`]])];
  const isBlock = action === "block";
  return {
    ...rule,
    links: match === undefined ? rule.links : rule.links.map((link) => withPart(link, match, rule.place)),
    disruption: isBlock ? { kind: "deny", status: DENIED } : { kind: "pass" },
    isBlock,
    isLogged: true,
    severity: rule.severity < 0 ? CRITICAL : rule.severity,
    message: [bytes(reason)],
    tags: [...rule.tags, ...tags],
  };
}

/**
 * What is wrong with the text of a patch, at the patch in the configuration; and patches whose text is not
 * one rule of their id.
 */
export function patchDiagnostics(
  policy: WrittenPolicy,
  program: Program | undefined,
  diagnostics: readonly Diagnostic[],
  config: Config,
): readonly Diagnostic[] {
  const byFile = new Map(policy.virtualPatches.map((patch) => [fileOf(patch.id), patch]));
  const moved = diagnostics.map((diagnostic) => {
    const patch = byFile.get(diagnostic.file);
    if (patch === undefined) return diagnostic;
    const { message, line, column } = diagnostic;
    const inText = patch.secLang === undefined ? "" : ` (line ${line}, column ${column} of the rule)`;
    return { ...diagnostic, ...placeIn(patch, config), message: `${message}${inText}` };
  });
  return program === undefined ? moved : [...moved, ...strayRules(policy, program, config)];
}

function strayRules(policy: WrittenPolicy, program: Program, config: Config): Diagnostic[] {
  return policy.virtualPatches.flatMap((patch) => {
    const file = fileOf(patch.id);
    const rules = program.phases.flat().filter((item) => item.kind === "rule" && item.place.file === file);
    const ids = rules.map((item) => (item.kind === "rule" ? item.id : 0));
    if (patch.secLang === undefined || (ids.length === 1 && ids[0] === patch.id)) return [];
    const found = ids.length === 0 ? "has no rule" : `has the rules ${ids.join(", ")}`;
    return [
      {
        ...placeIn(patch, config),
        severity: "error" as const,
        code: "patch-not-one-rule",
        message: `the text of the virtual patch ${patch.id} ${found}`,
        hint: `write one SecRule or SecAction with id:${patch.id}; a chain counts as one`,
      },
    ];
  });
}

const placeIn = (patch: VirtualPatch, { places }: Config) =>
  placeOf(
    patch.secLang !== undefined
      ? places.value(patch, "secLang")
      : patch.match === undefined
        ? places.self(patch)
        : places.value(patch.match, "pattern"),
  );
