// Newtonsoft.Json.Linq.JRaw: text that is written as it is.

import type { Run } from "../run.ts";
import { type JToken, TOKEN_BYTES } from "./j-token.ts";
import { JValue } from "./j-value.ts";

export class JRaw extends JValue {
  override readonly clrName = "Newtonsoft.Json.Linq.JRaw";

  constructor(value: unknown) {
    super(value, "Raw");
  }

  override clone(run: Run): JToken {
    run.allocate(TOKEN_BYTES);
    return new JRaw(this.value);
  }
}
