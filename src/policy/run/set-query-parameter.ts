// How `set-query-parameter` runs.

import type { PolicyCompiler } from "../plan/step.ts";
import { constant } from "../plan/value.ts";
import { applyValues } from "./exists-action.ts";
import { QueryList } from "./query-list.ts";

export const setQueryParameter: PolicyCompiler = (element) => {
  const name = element.textOr("name", "");
  const action = element.textOr("exists-action", "override");
  const values = element.children("value").map((value) => value.trimmedContent() ?? constant(""));
  return (call) => {
    const query = new QueryList(call.request.query);
    applyValues(
      query,
      action(call),
      name(call),
      values.map((value) => value(call)),
    );
    call.request.query = query.text;
    return undefined;
  };
};
