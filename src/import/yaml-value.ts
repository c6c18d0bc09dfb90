// Values of the configuration that an import writes, and their text in YAML.

import { stringify } from "yaml";

/** Texts are as YAML shall have them: literal ones go through `literal`. */
export type YamlValue =
  | string
  | number
  | boolean
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue | undefined };

/** A text that stands for itself, whatever it holds. */
export const literal = (text: string): string => text.replaceAll("${", () => "$${");

export const environment = (name: string): string => `\${env:${name}}`;

/** A name for a variable of the environment: `NAMED_VALUE_BACKEND_KEY`. */
export const variableName = (...parts: readonly string[]): string =>
  parts
    .map((part) => part.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_|_$/g, ""))
    .join("_")
    .toUpperCase();

/** Keys without a value are left out. */
export function yamlText(value: YamlValue): string {
  return stringify(value, { lineWidth: 110, defaultStringType: "PLAIN", version: "1.2" });
}

/** True where there is anything in it. */
export const isFilled = (map: { readonly [key: string]: unknown }): boolean => Object.keys(map).length > 0;
