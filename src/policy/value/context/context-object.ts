// The objects that `context` hands out: a model behind a CLR name.

import { ClrObject } from "../clr-object.ts";

export class ContextObject<Model> extends ClrObject {
  readonly clrName: string;
  readonly model: Model;

  constructor(clrName: string, model: Model) {
    super();
    this.clrName = clrName;
    this.model = model;
  }
}
