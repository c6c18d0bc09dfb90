// Rules as the engines run them: default actions applied, chains joined, exclusions and updates carried
// out, files read. Plain data: it is built once, by whoever may read files, and passes to other threads as
// it is.

import type { Place } from "#kernel/diagnostic.ts";
import type { OperatorCall, Target } from "./directive.ts";
import type { Macro } from "./macro.ts";

export type Phase = 1 | 2 | 3 | 4 | 5;

export type EngineMode = "on" | "detection-only" | "off";

/** Done once for each match of the link that it stands at, in its order. */
export type Effect =
  /** `setvar:tx.key=value`, `=+n`, `=-n`, `!tx.key`. The collection is lower case. */
  | {
      readonly kind: "setvar";
      readonly collection: string;
      readonly key: Macro;
      readonly change: "assign" | "add" | "subtract" | "remove";
      readonly value: Macro;
    }
  | { readonly kind: "setenv"; readonly key: string; readonly value: Macro }
  /** `initcol:ip=…`, and setsid, setuid, setrsc, which are short for it (and set SESSIONID, USERID). */
  | { readonly kind: "initcol"; readonly collection: string; readonly key: Macro }
  | { readonly kind: "expirevar"; readonly collection: string; readonly key: Macro; readonly seconds: Macro }
  | { readonly kind: "deprecatevar"; readonly collection: string; readonly key: Macro; readonly rate: Macro }
  /** `sanitiseArg:password`: what audit logs must not show. `what` is the action's name in lower case. */
  | { readonly kind: "sanitise"; readonly what: string; readonly key: string }
  | Control;

/** `ctl:…` for the rest of the transaction. */
export type Control =
  | { readonly kind: "ctl"; readonly option: "ruleEngine"; readonly mode: EngineMode }
  | { readonly kind: "ctl"; readonly option: "requestBodyAccess"; readonly isOn: boolean }
  | { readonly kind: "ctl"; readonly option: "responseBodyAccess"; readonly isOn: boolean }
  | { readonly kind: "ctl"; readonly option: "forceRequestBodyVariable"; readonly isOn: boolean }
  | { readonly kind: "ctl"; readonly option: "requestBodyProcessor"; readonly processor: string }
  | { readonly kind: "ctl"; readonly option: "responseBodyProcessor"; readonly processor: string }
  | {
      readonly kind: "ctl";
      readonly option: "requestBodyLimit" | "responseBodyLimit";
      readonly bytes: number;
    }
  | { readonly kind: "ctl"; readonly option: "auditEngine"; readonly mode: "on" | "off" | "relevant-only" }
  | { readonly kind: "ctl"; readonly option: "auditLogParts"; readonly parts: string }
  | { readonly kind: "ctl"; readonly option: "ruleRemoveById"; readonly ranges: readonly IdRange[] }
  | { readonly kind: "ctl"; readonly option: "ruleRemoveByTag" | "ruleRemoveByMsg"; readonly text: string }
  | {
      readonly kind: "ctl";
      readonly option: "ruleRemoveTargetById";
      readonly ranges: readonly IdRange[];
      readonly target: Target;
    }
  | {
      readonly kind: "ctl";
      readonly option: "ruleRemoveTargetByTag" | "ruleRemoveTargetByMsg";
      readonly text: string;
      readonly target: Target;
    };

/** Both ends included. */
export type IdRange = { readonly from: number; readonly to: number };

/** One SecRule of a chain; a rule without a chain has one link. SecAction has no targets and always matches
 * once. */
export type Link = {
  /** Exclusions among them are those of the rule itself and of SecRuleUpdateTargetBy…. */
  readonly targets: readonly Target[];
  /** Undefined for SecAction. */
  readonly operator: OperatorCall | undefined;
  /** Canonical names (`urlDecodeUni`), `none` already carried out. */
  readonly transformations: readonly string[];
  readonly isMultiMatch: boolean;
  readonly isCapturing: boolean;
  readonly effects: readonly Effect[];
  readonly place: Place;
};

export type Disruption =
  | { readonly kind: "pass" }
  | { readonly kind: "deny"; readonly status: number }
  | { readonly kind: "drop" }
  | { readonly kind: "redirect"; readonly status: number; readonly location: Macro }
  /** Of the transaction, of this phase, or of the request phases (`allow`, `allow:phase`, `allow:request`).
   * Of the transaction, of this phase, or of the request phases (`allow`, `allow:phase`, `allow:request`). */
  | { readonly kind: "allow"; readonly scope: "transaction" | "phase" | "request" };

export type Rule = {
  readonly kind: "rule";
  /** 0 where the rule has none, which only a SecAction may. */
  readonly id: number;
  readonly phase: Phase;
  readonly links: readonly Link[];
  /** `block` already replaced by the phase's default. */
  readonly disruption: Disruption;
  /** It said `block`: a WAF policy may decide otherwise than the default. */
  readonly isBlock: boolean;
  /** 0 (emergency) to 7 (debug); -1 where none was given. */
  readonly severity: number;
  readonly message: Macro;
  readonly logData: Macro;
  readonly tags: readonly Macro[];
  readonly revision: string;
  readonly version: string;
  readonly maturity: number;
  readonly accuracy: number;
  readonly isLogged: boolean;
  readonly isAudited: boolean;
  /** Rules that are jumped over after a match; 0 for none. */
  readonly skip: number;
  /** The marker, or the id of the rule, behind which it goes on after a match; empty for none. */
  readonly skipAfter: string;
  readonly place: Place;
};

export type Marker = { readonly kind: "marker"; readonly label: string };

export type OverLimit = "reject" | "process-partial";

/** In units of `waf/cost/work-meter.ts`. */
export type CostLimit = {
  /** Of every transaction, whatever is in it. */
  readonly baseUnits: number;
  /** For each byte of heads and bodies that is looked at. */
  readonly unitsPerByte: number;
  /**
   * CPU time of up to 128 KiB of heads and bodies that are looked at, and in proportion of more. `Infinity`
   * for as long as it takes.
   */
  readonly cpuMs: number;
};

/** The settings of SecLang's directives, with the reference manual's defaults where they were not given. */
export type EngineSettings = {
  readonly mode: EngineMode;
  readonly requestBodyAccess: boolean;
  readonly responseBodyAccess: boolean;
  readonly requestBodyLimitBytes: number;
  /** Without files. */
  readonly requestBodyNoFilesLimitBytes: number;
  readonly requestBodyLimitAction: OverLimit;
  readonly responseBodyLimitBytes: number;
  readonly responseBodyLimitAction: OverLimit;
  /** Media types in lower case, `(null)` for a response without one. */
  readonly responseBodyTypes: readonly string[];
  readonly requestBodyJsonDepth: number;
  readonly maxArguments: number;
  /** Of one multipart body. */
  readonly maxFiles: number;
  /** One char. */
  readonly argumentSeparator: string;
  readonly cookieFormat: 0 | 1;
  readonly collectionTimeoutS: number;
  /** 65,536 entries for code points that map to one byte, else 0; undefined without SecUnicodeMapFile. */
  readonly unicodeMap: Uint8Array | undefined;
  readonly webAppId: string;
  readonly sensorId: string;
  readonly serverSignature: string;
  readonly componentSignatures: readonly string[];
  readonly audit: AuditSettings;
  /** Where rx sees lines: `^` and `$` at each of them. Off, as CRS is written for. */
  readonly isRegexMultiLine: boolean;
  /** What one transaction may cost; undefined for no limit, as the reference manual has none. */
  readonly inspectionCost: CostLimit | undefined;
};

export type AuditSettings = {
  readonly mode: "on" | "off" | "relevant-only";
  /** Letters of the parts: `ABIJDEFHZ`. */
  readonly parts: string;
  readonly format: "json" | "native";
  /** A pattern of statuses; empty for none. */
  readonly relevantStatus: string;
};

export type Program = {
  readonly settings: EngineSettings;
  /** Index 0 is phase 1. Markers stand in all phases. */
  readonly phases: readonly (readonly (Rule | Marker)[])[];
  /** Text of the files that operators name (`pmFromFile`, `ipMatchFromFile`), by the argument as written,
   * with the folder of the rule file before it: `<folder of place.file>\n<argument>`. See
   * `operatorFileKey`. */
  readonly files: Readonly<Record<string, string>>;
};

/** The key of an operator's file in `Program.files`: the same name in two folders is two files. */
export function operatorFileKey(ruleFile: string, argument: string): string {
  return `${ruleFile.slice(0, ruleFile.lastIndexOf("/") + 1)}\n${argument}`;
}
