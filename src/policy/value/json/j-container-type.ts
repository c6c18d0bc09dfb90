// What JObject, JArray, JProperty and JConstructor share for an expression.

import { defineType } from "../../type/type-definition.ts";
import { Sequence } from "../iterate.ts";
import { JContainer } from "./j-container.ts";
import { tokenType } from "./json-class-types.ts";
import { JsonMergeSettings, mergeInto } from "./merge-token.ts";
import { withDescendants } from "./select-tokens.ts";

export const jContainerType = defineType({
  name: "Newtonsoft.Json.Linq.JContainer",
  kind: "class",
  bases: ["JToken"],
  isInstance: (value) => value instanceof JContainer,
  members: {
    "int Count": (_run, container: JContainer) => container.children.length,
    "void Add(object content)": (run, container: JContainer, content: unknown) => {
      container.add(run, content);
    },
    "void AddFirst(object content)": (run, container: JContainer, content: unknown) => {
      container.addAt(run, 0, content);
    },
    "void ReplaceAll(object content)": (run, container: JContainer, content: unknown) => {
      container.removeAll();
      container.add(run, content);
    },
    "void RemoveAll()": (_run, container: JContainer) => {
      container.removeAll();
    },
    "void Merge(object content)": (run, container: JContainer, content: unknown) => {
      mergeInto(run, container, content, new JsonMergeSettings());
    },
    "void Merge(object content, JsonMergeSettings settings)": (
      run,
      container: JContainer,
      content: unknown,
      settings: JsonMergeSettings | null,
    ) => {
      mergeInto(run, container, content, settings ?? new JsonMergeSettings());
    },
    "IEnumerable<JToken> Descendants()": (run, container: JContainer) =>
      new Sequence(tokenType, () => {
        const tokens = withDescendants(run, container);
        tokens.next();
        return tokens;
      }),
    "IEnumerable<JToken> DescendantsAndSelf()": (run, container: JContainer) =>
      new Sequence(tokenType, () => withDescendants(run, container)),
  },
});
