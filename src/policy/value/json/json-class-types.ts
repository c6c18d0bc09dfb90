// The types of Newtonsoft's classes, for the sequences that are made of them.

import { type ClrType, named } from "../../type/clr-type.ts";

export const tokenType: ClrType = named("Newtonsoft.Json.Linq.JToken");
export const propertyType: ClrType = named("Newtonsoft.Json.Linq.JProperty");
