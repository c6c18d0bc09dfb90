// Reads `ctl:option=value`: what a rule changes for the rest of the transaction.

import { readPattern } from "./check-pattern.ts";
import type { ActionCall, Target } from "./directive.ts";
import { parseIdRanges } from "./id-ranges.ts";
import { parseTargets } from "./parse-targets.ts";
import type { Control } from "./program.ts";
import { type Report, shown } from "./report.ts";
import { PlacedText } from "./source-text.ts";

type Option = {
  readonly name: string;
  /** What it does; for a refused one, why it cannot be done. */
  readonly note: string;
  /** Undefined for what is refused. */
  readonly read: ((value: string, call: ActionCall, report: Report) => Control | undefined) | undefined;
};

export const controlTable: readonly Option[] = [
  option("auditEngine", "On, Off or RelevantOnly", (value, call, report) => {
    const mode = choice(value, AUDIT_MODES, call, report);
    return mode && { kind: "ctl", option: "auditEngine", mode };
  }),
  option("auditLogParts", "parts of the audit record; +E and -E add and take away", readParts),
  refused("debugLogLevel", "the log and its level are not for rule files to say"),
  option("forceRequestBodyVariable", "On: REQUEST_BODY holds any body", switched("forceRequestBodyVariable")),
  refused("hashEnforcement", "hashes of links are not written into responses"),
  refused("hashEngine", "hashes of links are not written into responses"),
  refused("parseXmlIntoArgs", "XML is read as XML only"),
  option("requestBodyAccess", "On or Off", switched("requestBodyAccess")),
  option("requestBodyLimit", "in bytes", limit("requestBodyLimit")),
  option(
    "requestBodyProcessor",
    "URLENCODED, MULTIPART, XML, JSON or RAW",
    processor("requestBodyProcessor"),
  ),
  option("responseBodyAccess", "On or Off", switched("responseBodyAccess")),
  option("responseBodyLimit", "in bytes", limit("responseBodyLimit")),
  option("responseBodyProcessor", "XML, JSON or RAW", processor("responseBodyProcessor")),
  option("ruleEngine", "On, Off or DetectionOnly", (value, call, report) => {
    const mode = choice(value, ENGINE_MODES, call, report);
    return mode && { kind: "ctl", option: "ruleEngine", mode };
  }),
  option("ruleRemoveById", "numbers and ranges of rules", (value, call, report) => {
    const ranges = parseIdRanges(value, call.place, report);
    return ranges && { kind: "ctl", option: "ruleRemoveById", ranges };
  }),
  option("ruleRemoveByMsg", "by their message", removal("ruleRemoveByMsg")),
  option("ruleRemoveByTag", "by their tag", removal("ruleRemoveByTag")),
  option("ruleRemoveTargetById", "number;TARGET", readTargetById),
  option("ruleRemoveTargetByMsg", "message;TARGET", targetRemoval("ruleRemoveTargetByMsg")),
  option("ruleRemoveTargetByTag", "tag;TARGET", targetRemoval("ruleRemoveTargetByTag")),
];

function option(name: string, note: string, read: NonNullable<Option["read"]>): Option {
  return { name, note, read };
}

function refused(name: string, note: string): Option {
  return { name, note, read: undefined };
}

const byName = new Map(controlTable.map((each) => [each.name.toLowerCase(), each]));
const ENGINE_MODES = { On: "on", Off: "off", DetectionOnly: "detection-only" } as const;
const AUDIT_MODES = { On: "on", Off: "off", RelevantOnly: "relevant-only" } as const;
const ON_OFF = { On: true, Off: false } as const;

/** Undefined where something is wrong, which is reported. */
export function readControl(call: ActionCall, report: Report): Control | undefined {
  const [, name = "", value] = /^\s*([^=\s]*)\s*(?:=\s*(.*?))?\s*$/s.exec(call.argument) ?? [];
  const found = byName.get(name.toLowerCase());
  if (found === undefined) {
    report.unknown(
      call.place,
      "ctl option",
      name,
      [...byName.values()].map((each) => each.name),
    );
    return undefined;
  }
  if (found.read === undefined) {
    report.error(call.place, "refused-ctl", `ctl:${found.name} is not supported`, found.note);
    return undefined;
  }
  if (value !== undefined && value !== "") return found.read(value, call, report);
  const hint = `write ctl:${found.name}=… (${found.note})`;
  report.error(call.place, "missing-argument", `ctl:${found.name} needs a value`, hint);
  return undefined;
}

function choice<T>(
  value: string,
  known: Readonly<Record<string, T>>,
  call: ActionCall,
  report: Report,
): T | undefined {
  const name = Object.keys(known).find((each) => each.toLowerCase() === value.toLowerCase());
  if (name !== undefined) return known[name];
  const hint = `write one of: ${Object.keys(known).join(", ")}`;
  report.error(call.place, "invalid-value", `ctl does not know ${shown(value)}`, hint);
  return undefined;
}

type SwitchName = "requestBodyAccess" | "responseBodyAccess" | "forceRequestBodyVariable";

function switched(name: SwitchName): NonNullable<Option["read"]> {
  return (value, call, report) => {
    const isOn = choice(value, ON_OFF, call, report);
    return isOn === undefined ? undefined : { kind: "ctl", option: name, isOn };
  };
}

function limit(name: "requestBodyLimit" | "responseBodyLimit"): NonNullable<Option["read"]> {
  return (value, call, report) => {
    if (/^\d{1,15}$/.test(value)) return { kind: "ctl", option: name, bytes: Number(value) };
    const message = `${shown(value)} is not a number of bytes`;
    report.error(call.place, "invalid-number", message, "write a whole number");
    return undefined;
  };
}

const PROCESSORS = {
  URLENCODED: "URLENCODED",
  MULTIPART: "MULTIPART",
  XML: "XML",
  JSON: "JSON",
  RAW: "RAW",
} as const;

function processor(name: "requestBodyProcessor" | "responseBodyProcessor"): NonNullable<Option["read"]> {
  return (value, call, report) => {
    const found = choice<string>(value, PROCESSORS, call, report);
    return found === undefined ? undefined : { kind: "ctl", option: name, processor: found };
  };
}

function readParts(value: string, call: ActionCall, report: Report): Control | undefined {
  if (/^[+-]?[A-K]*Z?$/i.test(value))
    return { kind: "ctl", option: "auditLogParts", parts: value.toUpperCase() };
  const hint = "write letters from A to K and Z, or + or - before them";
  report.error(call.place, "invalid-value", `${shown(value)} does not name parts of an audit record`, hint);
  return undefined;
}

function removal(name: "ruleRemoveByMsg" | "ruleRemoveByTag"): NonNullable<Option["read"]> {
  return (text, call, report) =>
    isPattern(text, call, report) ? { kind: "ctl", option: name, text } : undefined;
}

/** Rules are told by a pattern of their tags or message. */
function isPattern(text: string, call: ActionCall, report: Report): boolean {
  const start = call.argument.indexOf("=") + 1;
  const place = { ...call.argumentPlace, column: call.argumentPlace.column + start };
  return readPattern(PlacedText.at(place, text), false, report) !== undefined;
}

function readTargetById(value: string, call: ActionCall, report: Report): Control | undefined {
  const { before, target } = splitTarget(value, call, report);
  if (target === undefined) return undefined;
  const ranges = parseIdRanges(before, call.place, report);
  return ranges && { kind: "ctl", option: "ruleRemoveTargetById", ranges, target };
}

function targetRemoval(name: "ruleRemoveTargetByMsg" | "ruleRemoveTargetByTag"): NonNullable<Option["read"]> {
  return (value, call, report) => {
    const { before, target } = splitTarget(value, call, report);
    if (target === undefined || !isPattern(before, call, report)) return undefined;
    return { kind: "ctl", option: name, text: before, target };
  };
}

type Split = { readonly before: string; readonly target: Target | undefined };

function splitTarget(value: string, call: ActionCall, report: Report): Split {
  const semicolon = value.indexOf(";");
  if (semicolon <= 0 || semicolon === value.length - 1) {
    const hint = "write which rules, a semicolon, and the target: 942100;ARGS:name";
    report.error(call.place, "invalid-value", `${shown(value)} does not name rules and a target`, hint);
    return { before: "", target: undefined };
  }
  const at = call.argument.lastIndexOf(value) + semicolon + 1;
  const place = { ...call.argumentPlace, column: call.argumentPlace.column + at };
  const [target, second] = parseTargets(PlacedText.at(place, value.slice(semicolon + 1)), report);
  if (second !== undefined || target?.isCount || target?.isExclusion) {
    const hint = "write one variable or VARIABLE:selector; the action may stand more than once";
    report.error(call.place, "invalid-value", "ctl takes out one target at a time, without ! and &", hint);
  }
  return { before: value.slice(0, semicolon).trim(), target };
}
