// Reads the arguments of the actions that work on variables: setvar, setenv, initcol, expirevar and their
// like.

import type { ActionCall } from "./directive.ts";
import { literalText, type Macro } from "./macro.ts";
import type { Effect } from "./program.ts";
import { readMacro } from "./read-macro.ts";
import { type Report, shown } from "./report.ts";
import { persistentCollections } from "./variable-names.ts";

/** In lower case. */
export const variableActions: ReadonlySet<string> = new Set([
  ...["deprecatevar", "expirevar", "initcol", "setenv", "setrsc", "setsid", "setuid", "setvar"],
]);

/** Undefined where something is wrong, which is reported. */
export function readVariableEffect(call: ActionCall, report: Report): Effect | undefined {
  switch (call.name) {
    case "setvar":
      return readSetvar(call, report);
    case "setenv":
      return readSetenv(call, report);
    case "initcol":
      return readInitcol(call, report);
    case "setsid":
      return shorthand("session", call, report);
    case "setuid":
      return shorthand("user", call, report);
    case "setrsc":
      return shorthand("resource", call, report);
    case "expirevar":
      return readExpirevar(call, report);
    default:
      return readDeprecatevar(call, report);
  }
}

function shorthand(collection: string, call: ActionCall, report: Report): Effect {
  return { kind: "initcol", collection, key: readMacro(call.argument, call.place, report) };
}

/** Before the first `=` outside of `%{…}`, and behind it; undefined without one. */
function splitAssignment(text: string): readonly [string, string | undefined] {
  const name = /^(?:%\{[^}]*\}|[^=])*/.exec(text)?.[0] ?? "";
  return [name, name.length < text.length ? text.slice(name.length + 1) : undefined];
}

type Variable = { readonly collection: string; readonly key: Macro };

const writable = ["TX", ...persistentCollections];

function readVariable(
  text: string,
  allowed: readonly string[],
  call: ActionCall,
  report: Report,
): Variable | undefined {
  const [, collection = "", key = ""] = /^([A-Za-z_]*)[.:](.*)$/s.exec(text) ?? [];
  if (key === "") {
    const hint = `write ${call.name}:${(allowed[0] ?? "").toLowerCase()}.name=…`;
    report.error(
      call.place,
      "invalid-value",
      `${shown(text)} does not name a variable of a collection`,
      hint,
    );
    return undefined;
  }
  return knownCollection(collection, allowed, call, report)
    ? { collection: collection.toLowerCase(), key: readMacro(key, call.place, report) }
    : undefined;
}

function knownCollection(
  name: string,
  allowed: readonly string[],
  call: ActionCall,
  report: Report,
): boolean {
  if (allowed.includes(name.toUpperCase())) return true;
  const hint = `use one of ${allowed.join(", ")}`;
  report.error(call.place, "invalid-collection", `${call.name} cannot write to ${shown(name)}`, hint);
  return false;
}

function readSetvar(call: ActionCall, report: Report): Effect | undefined {
  const isRemoval = call.argument.startsWith("!");
  const [name, written] = splitAssignment(isRemoval ? call.argument.slice(1) : call.argument);
  const variable = readVariable(name, writable, call, report);
  if (variable === undefined) return undefined;
  if (isRemoval) return { kind: "setvar", ...variable, change: "remove", value: [] };
  // Without a value it is 1, as the reference engines have it.
  const value = written ?? "1";
  const sign = value[0];
  if (sign !== "+" && sign !== "-")
    return { kind: "setvar", ...variable, change: "assign", value: readMacro(value, call.place, report) };
  const amount = readMacro(value.slice(1), call.place, report);
  if (!isNumberOr(amount, call, report)) return undefined;
  return { kind: "setvar", ...variable, change: sign === "+" ? "add" : "subtract", value: amount };
}

/** A macro without references must be a number. */
function isNumberOr(value: Macro, call: ActionCall, report: Report): boolean {
  const literal = literalText(value);
  if (literal === undefined || /^\d{1,15}$/.test(literal)) return true;
  const hint = "write a whole number, or %{…}";
  report.error(call.place, "invalid-number", `${call.name} counts with ${shown(literal)}`, hint);
  return false;
}

function readSetenv(call: ActionCall, report: Report): Effect | undefined {
  const [key, value = "1"] = splitAssignment(call.argument);
  if (/^[^!\s%]+$/.test(key)) return { kind: "setenv", key, value: readMacro(value, call.place, report) };
  const message = `setenv cannot set ${shown(key)}`;
  report.error(call.place, "invalid-value", message, "write setenv:name=value");
  return undefined;
}

function readInitcol(call: ActionCall, report: Report): Effect | undefined {
  const [name, key = ""] = splitAssignment(call.argument);
  if (!knownCollection(name, persistentCollections, call, report)) return undefined;
  if (key !== "")
    return { kind: "initcol", collection: name.toLowerCase(), key: readMacro(key, call.place, report) };
  const hint = `write initcol:${name}=%{…}`;
  report.error(call.place, "invalid-value", "initcol needs the key of the record", hint);
  return undefined;
}

function readExpirevar(call: ActionCall, report: Report): Effect | undefined {
  const [name, written = ""] = splitAssignment(call.argument);
  const variable = readVariable(name, persistentCollections, call, report);
  if (variable === undefined) return undefined;
  const seconds = readMacro(written, call.place, report);
  return isNumberOr(seconds, call, report) ? { kind: "expirevar", ...variable, seconds } : undefined;
}

function readDeprecatevar(call: ActionCall, report: Report): Effect | undefined {
  const [name, written = ""] = splitAssignment(call.argument);
  const variable = readVariable(name, persistentCollections, call, report);
  if (variable === undefined) return undefined;
  const rate = readMacro(written, call.place, report);
  const literal = literalText(rate);
  if (literal === undefined || /^\d{1,9}\/[1-9]\d{0,8}$/.test(literal))
    return { kind: "deprecatevar", ...variable, rate };
  const hint = "write how much in how many seconds, such as 60/300";
  report.error(call.place, "invalid-value", `deprecatevar cannot lower by ${shown(literal)}`, hint);
  return undefined;
}
