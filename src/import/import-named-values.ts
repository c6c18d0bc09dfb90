// Named values. Secrets are not in extracts, and are not copied from templates: each becomes a variable of
// the environment that is still to be set.

import { type ImportContext, nameOf } from "./import-context.ts";
import { environment, literal, variableName, type YamlValue } from "./yaml-value.ts";

export type NamedValueImport = {
  readonly values: Readonly<Record<string, YamlValue>>;
  /** The name that documents write → what the configuration has in its place. */
  readonly texts: ReadonlyMap<string, string>;
};

export function importNamedValues(context: ImportContext): NamedValueImport {
  const values: Record<string, YamlValue> = {};
  const texts = new Map<string, string>();
  // `properties` is what templates of old called them.
  for (const resource of context.all(["namedValues", "properties"])) {
    const { properties } = resource;
    const name = properties.text("displayName") ?? nameOf(resource);
    const isSecret = properties.flag("secret") === true || properties.has("keyVault");
    const value = properties.text("value");
    const isKnown = value !== undefined && !properties.isUnresolved("value");
    if (isKnown && !isSecret) {
      values[name] = { value: literal(value) };
      texts.set(name, literal(value));
      continue;
    }
    const variable = variableName("named", "value", name);
    const vault = properties.object("keyVault").text("secretIdentifier");
    const from = vault === undefined ? "" : `, which Azure took from ${vault}`;
    context.report.secret(resource.place, "env", variable, `the named value ${name}${from}`);
    values[name] = { value: environment(variable), ...(isSecret ? { secret: true } : {}) };
    texts.set(name, environment(variable));
  }
  return { values, texts };
}
