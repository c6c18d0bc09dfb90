// Newtonsoft.Json.Linq.JConstructor for expressions.

import { defineType } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { JConstructor } from "./j-constructor.ts";

export const jConstructorType = defineType({
  name: "Newtonsoft.Json.Linq.JConstructor",
  kind: "class",
  bases: ["JContainer"],
  isInstance: (value) => value instanceof JConstructor,
  members: {
    "new(string name)": (run, name: string | null) => make(run, name, []),
    "new(string name, params object[] content)": make,
    "new(string name, object content)": make,
    "string Name": (_run, token: JConstructor) => token.name,
  },
});

function make(run: Run, name: string | null, content: unknown): JConstructor {
  if (name === null) throw argumentNull("name");
  const token = new JConstructor(name);
  token.add(run, content);
  return token;
}
