// JContainer.Merge: objects by name, arrays as the settings say.

import { defineType } from "../../type/type-definition.ts";
import { ClrObject } from "../clr-object.ts";
import { boxedItems } from "../collection/element-of.ts";
import type { Run } from "../run.ts";
import { JArray } from "./j-array.ts";
import { isSequence, JContainer, tokenOf } from "./j-container.ts";
import { JObject } from "./j-object.ts";
import { JProperty } from "./j-property.ts";
import type { JToken } from "./j-token.ts";
import { JValue } from "./j-value.ts";

/** MergeArrayHandling and MergeNullValueHandling, as Newtonsoft numbers them. */
export const arrayHandlings = { Concat: 0, Union: 1, Replace: 2, Merge: 3 } as const;
export const nullHandlings = { Ignore: 0, Merge: 1 } as const;

export class JsonMergeSettings extends ClrObject {
  readonly clrName = "Newtonsoft.Json.Linq.JsonMergeSettings";
  arrays: number = arrayHandlings.Concat;
  nulls: number = nullHandlings.Ignore;
}

/** @param content in object representation; what does not fit the container is left out */
export function mergeInto(run: Run, target: JContainer, content: unknown, settings: JsonMergeSettings): void {
  run.spend(1);
  if (target instanceof JObject) {
    if (content instanceof JObject) mergeObjects(run, target, content, settings);
  } else if (target instanceof JProperty) {
    const value = content instanceof JProperty ? content.value : null;
    if (value !== null && value.typeName !== "Null") target.setValue(run, value);
  } else if (content instanceof JArray) mergeItems(run, target, [...content.children], settings);
  else if (isSequence(content)) mergeItems(run, target, [...boxedItems(run, content)], settings);
}

function mergeObjects(run: Run, target: JObject, content: JObject, settings: JsonMergeSettings): void {
  for (const { name, value } of content.properties) {
    const existing = target.property(name);
    if (existing === null) target.addProperty(run, name, value);
    else if (value !== null) mergeProperty(run, existing, value, settings);
  }
}

function mergeProperty(run: Run, existing: JProperty, value: JToken, settings: JsonMergeSettings): void {
  const old = existing.value;
  if (old instanceof JContainer && old.typeName === value.typeName) mergeInto(run, old, value, settings);
  else if (!isNull(value) || settings.nulls === nullHandlings.Merge) existing.setValue(run, value);
}

function isNull(token: JToken): boolean {
  return token instanceof JValue && token.value === null;
}

function mergeItems(
  run: Run,
  target: JContainer,
  items: readonly unknown[],
  settings: JsonMergeSettings,
): void {
  if (settings.arrays === arrayHandlings.Merge) {
    items.forEach((item, index) => {
      mergeItem(run, target, index, item, settings);
    });
    return;
  }
  if (settings.arrays === arrayHandlings.Replace) target.removeAll();
  for (const item of items) {
    const token = tokenOf(run, item);
    const isThere = settings.arrays === arrayHandlings.Union && holds(run, target, token);
    if (!isThere) target.add(run, token);
  }
}

function holds(run: Run, target: JContainer, token: JToken): boolean {
  return target.children.some((child) => child.deepEquals(run, token));
}

function mergeItem(
  run: Run,
  target: JContainer,
  index: number,
  item: unknown,
  settings: JsonMergeSettings,
): void {
  const existing = target.children[index];
  const token = tokenOf(run, item);
  if (existing === undefined) target.add(run, token);
  else if (existing instanceof JContainer) mergeInto(run, existing, token, settings);
  else if (token.typeName !== "Null") target.set(run, index, token);
}

export const mergeArrayHandlingType = defineType({
  name: "Newtonsoft.Json.Linq.MergeArrayHandling",
  kind: "enum",
  members: {},
  values: arrayHandlings,
  zero: 0,
});

export const mergeNullValueHandlingType = defineType({
  name: "Newtonsoft.Json.Linq.MergeNullValueHandling",
  kind: "enum",
  members: {},
  values: nullHandlings,
  zero: 0,
});

export const jsonMergeSettingsType = defineType({
  name: "Newtonsoft.Json.Linq.JsonMergeSettings",
  kind: "class",
  isInstance: (value) => value instanceof JsonMergeSettings,
  members: {
    "new()": () => new JsonMergeSettings(),
    "MergeArrayHandling MergeArrayHandling": (_run, settings: JsonMergeSettings) => settings.arrays,
    "set MergeArrayHandling MergeArrayHandling": (_run, settings: JsonMergeSettings, value: number) => {
      settings.arrays = value;
    },
    "MergeNullValueHandling MergeNullValueHandling": (_run, settings: JsonMergeSettings) => settings.nulls,
    "set MergeNullValueHandling MergeNullValueHandling": (
      _run,
      settings: JsonMergeSettings,
      value: number,
    ) => {
      settings.nulls = value;
    },
  },
});
