// A message body as JSON: what `Body.As<JObject>()` and its like give.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import type { Run } from "../run.ts";
import type { JToken } from "./j-token.ts";
import { parseArray, parseObject, parseToken } from "./load-token.ts";

/** @throws ClrException JsonReaderException */
export function parseBodyJson(run: Run, text: string, type: ClrType): JToken {
  switch (typeName(type)) {
    case "Newtonsoft.Json.Linq.JObject":
      return parseObject(run, text);
    case "Newtonsoft.Json.Linq.JArray":
      return parseArray(run, text);
    default:
      return parseToken(run, text);
  }
}
