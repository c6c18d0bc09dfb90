// The query of a request as policies change it: parameters that nobody changes stay as they were written.

import type { NamedValues } from "./exists-action.ts";

/** Encoded: as it stands between two `&`. */
type Parameter = { readonly name: string; readonly written: string };

export class QueryList implements NamedValues {
  #parameters: Parameter[];

  /** @param query with or without its `?` */
  constructor(query: string) {
    const text = query.startsWith("?") ? query.slice(1) : query;
    this.#parameters = text === "" ? [] : text.split("&").map(parameterOf);
  }

  /** With its `?`; empty where nothing is left. */
  get text(): string {
    return this.#parameters.length === 0
      ? ""
      : `?${this.#parameters.map(({ written }) => written).join("&")}`;
  }

  has(name: string): boolean {
    return this.#parameters.some((one) => isNamed(one, name));
  }

  set(name: string, values: readonly string[]): void {
    const at = this.#parameters.findIndex((one) => isNamed(one, name));
    const others = this.#parameters.filter((one) => !isNamed(one, name));
    const made = values.map((value) => newParameter(name, value));
    others.splice(at < 0 ? others.length : at, 0, ...made);
    this.#parameters = others;
  }

  append(name: string, values: readonly string[]): void {
    this.#parameters.push(...values.map((value) => newParameter(name, value)));
  }

  /** Leaves out all others. */
  only(names: readonly string[]): this {
    const kept = new Set(names.map((name) => name.toLowerCase()));
    this.#parameters = this.#parameters.filter(({ name }) => kept.has(name.toLowerCase()));
    return this;
  }

  remove(name: string): void {
    this.#parameters = this.#parameters.filter((one) => !isNamed(one, name));
  }
}

function isNamed(parameter: Parameter, name: string): boolean {
  return parameter.name.toLowerCase() === name.toLowerCase();
}

function parameterOf(written: string): Parameter {
  const end = written.indexOf("=");
  return { name: decoded(end < 0 ? written : written.slice(0, end)), written };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    // No UTF-8 behind its percent signs: then it is its own name.
    return text;
  }
}

function newParameter(name: string, value: string): Parameter {
  return { name, written: `${encodeURIComponent(name)}=${encodeURIComponent(value)}` };
}
