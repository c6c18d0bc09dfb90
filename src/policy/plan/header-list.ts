// Header fields of a message that policies read and change: names without regard to case, values in their
// order. Lines that nobody changes stay the very objects that were read.

import { type Field, isFieldValue, isToken, makeField } from "#http/field.ts";
import { ClrException } from "../value/clr-exception.ts";

export class HeaderList {
  /** As they came, before anybody changed them; what is not for policies is among them. */
  readonly original: readonly Field[];
  #fields: readonly Field[];
  #isChanged = false;

  /** @param original where rewrites of the site changed fields before policies do */
  constructor(fields: readonly Field[], original = fields) {
    this.original = original;
    this.#fields = fields;
  }

  get fields(): readonly Field[] {
    return this.#fields;
  }

  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** Values of all lines of a name; empty where there is none. */
  valuesOf(name: string): readonly string[] {
    const key = name.toLowerCase();
    const values: string[] = [];
    for (const field of this.#fields) if (field.key === key) values.push(field.value);
    return values;
  }

  has(name: string): boolean {
    const key = name.toLowerCase();
    return this.#fields.some((field) => field.key === key);
  }

  /** Name → values, each name as its first line spells it. */
  entries(): readonly (readonly [string, readonly string[]])[] {
    const byKey = new Map<string, readonly [string, string[]]>();
    for (const { key, name, value } of this.#fields) {
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [name, [value]]);
      else known[1].push(value);
    }
    return [...byKey.values()];
  }

  /**
   * Replaces every line of the name.
   * @throws ClrException FormatException where name or value cannot stand in a header
   */
  set(name: string, values: readonly string[]): void {
    const key = name.toLowerCase();
    const made = values.map((value) => checkedField(name, value));
    this.#change([...this.#fields.filter((field) => field.key !== key), ...made]);
  }

  /** Replaces every line of the fields' names. @param fields that can stand in a header */
  replace(fields: readonly Field[]): void {
    const others = this.#fields.filter(({ key }) => !fields.some((field) => field.key === key));
    this.#change([...others, ...fields]);
  }

  /** Adds lines behind those of the name. @throws ClrException FormatException */
  append(name: string, values: readonly string[]): void {
    this.#change([...this.#fields, ...values.map((value) => checkedField(name, value))]);
  }

  remove(name: string): void {
    const key = name.toLowerCase();
    if (this.has(name)) this.#change(this.#fields.filter((field) => field.key !== key));
  }

  #change(fields: readonly Field[]): void {
    this.#fields = fields;
    this.#isChanged = true;
  }
}

/** Characters beyond one byte go out as UTF-8. */
function checkedField(name: string, value: string): Field {
  const bytes = /[^\0-\xff]/.test(value) ? Buffer.from(value, "utf8").toString("latin1") : value;
  const trimmed = bytes.trim();
  if (!isToken(name)) throw new ClrException("System.FormatException", `'${name}' is no name of a header.`);
  if (!isFieldValue(trimmed)) {
    throw new ClrException("System.FormatException", `The value of the header '${name}' is not valid.`);
  }
  return makeField(name, trimmed);
}
