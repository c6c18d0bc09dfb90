// Reading what an authority answers: only what is of the type that RFC 8555 says counts.

import { isObject, type UnknownObject } from "#kernel/json-object.ts";

export const textOf = (map: UnknownObject, key: string): string => {
  const value = map[key];
  return typeof value === "string" ? value : "";
};

export const textsOf = (map: UnknownObject, key: string): string[] => {
  const value = map[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
};

export const mapsOf = (map: UnknownObject, key: string): UnknownObject[] => {
  const value = map[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
};
