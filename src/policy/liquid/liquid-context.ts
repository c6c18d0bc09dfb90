// How a template finds values: reading a property is ours, so that what stands behind a name is always a
// value that we gave. Nothing that JavaScript objects inherit can be reached.

import { Context, Drop, type Liquid, toValue } from "liquidjs";
import type { Run } from "../value/run.ts";
import { LiquidObject } from "./liquid-object.ts";

/** What `forloop` and `tablerowloop` have; each in both spellings. */
const loopNames: ReadonlySet<string> = new Set([
  ...["first", "last", "index", "index0", "rindex", "rindex0", "length"],
  ...["col", "col0", "col_first", "col_last"],
]);

export class LiquidContext extends Context {
  readonly run: Run;

  constructor(engine: Liquid, run: Run, values: Readonly<Record<string, unknown>>) {
    // Without a prototype: `in` and own properties are all that is there.
    const environment: Record<string, unknown> = { __proto__: null, ...values };
    super(environment, engine.options, { sync: true }, { liquid: engine });
    this.run = run;
  }

  override readProperty(from: unknown, key: unknown): unknown {
    this.run.spend(1);
    const name: unknown = toValue(key);
    if (from instanceof LiquidObject) return objectProperty(from, String(name));
    if (Array.isArray(from)) return listProperty(from, name);
    if (typeof from === "string") return isNamed(name, "size") ? from.length : undefined;
    if (from instanceof Drop) return loopProperty(from, String(name).toLowerCase());
    if (typeof from !== "object" || from === null) return undefined;
    // A scope of the template: made without a prototype.
    if (Object.getPrototypeOf(from) !== null) return undefined;
    return Object.getOwnPropertyDescriptor(from, String(name))?.value;
  }
}

function objectProperty(object: LiquidObject, name: string): unknown {
  const found = object.find(name);
  return found === undefined && isNamed(name, "size") ? [...object.entries()].length : found;
}

function listProperty(list: readonly unknown[], name: unknown): unknown {
  if (isNamed(name, "size")) return list.length;
  if (isNamed(name, "first")) return list[0];
  if (isNamed(name, "last")) return list.at(-1);
  const index = typeof name === "number" ? name : Number(String(name));
  return Number.isInteger(index) ? list.at(index) : undefined;
}

/** `size` and `Size`: names of C# begin with a capital. */
function isNamed(name: unknown, wanted: string): boolean {
  return typeof name === "string" && name.toLowerCase() === wanted;
}

function loopProperty(loop: Drop, name: string): unknown {
  if (!loopNames.has(name)) return undefined;
  const value: unknown = loop[name];
  return typeof value === "function" ? Reflect.apply(value, loop, []) : value;
}
