// How `choose` runs (../statement/choose.ts says what it may have).

import { runStatements } from "../plan/run-statements.ts";
import type { PolicyCompiler } from "../plan/step.ts";

export const choose: PolicyCompiler = (element) => {
  const branches = element.children("when").map((when) => ({
    condition: when.bool("condition", false),
    statements: element.adopt(when),
  }));
  const otherwise = element.child("otherwise");
  const rest = otherwise === undefined ? [] : element.adopt(otherwise);
  return (call) => {
    for (let index = 0; index < branches.length; index++) {
      const branch = branches[index];
      if (branch?.condition(call) !== true) continue;
      call.note("branch", `when[${index + 1}]`);
      return runStatements(call, branch.statements);
    }
    call.note("branch", rest.length === 0 ? "none" : "otherwise");
    return runStatements(call, rest);
  };
};
