// Reading what an authority answers: only what is of the type that RFC 8555 says counts.

export type JsonMap = { readonly [key: string]: unknown };

export const isMap = (value: unknown): value is JsonMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const textOf = (map: JsonMap, key: string): string => {
  const value = map[key];
  return typeof value === "string" ? value : "";
};

export const textsOf = (map: JsonMap, key: string): string[] => {
  const value = map[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
};

export const mapsOf = (map: JsonMap, key: string): JsonMap[] => {
  const value = map[key];
  return Array.isArray(value) ? value.filter(isMap) : [];
};
