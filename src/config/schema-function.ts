// The `functions` of the configuration: an operator's own code, which edge rules run.

import { Type } from "typebox";
import { defaultLimits } from "#kernel/limits.ts";
import { DURATION_PATTERN, printDuration } from "./duration.ts";
import { choice, formatted, keys, named, size, text } from "./schema-form.ts";
import { printSize } from "./size.ts";

const MIB = 2 ** 20;
const { timeoutMs, memoryBytes } = defaultLimits.functions;

const ownFunction = keys(
  {
    file: Type.Optional(
      text({
        description: "Its script, relative to this file; or write `code`.",
        minLength: 1,
        examples: ["functions/guard.js"],
      }),
    ),
    code: Type.Optional(
      text({ description: "The script itself, in place of `file`: at most 256KiB of either.", minLength: 1 }),
    ),
    timeout: formatted<number>("duration", {
      description: "What one run may take, from 1ms to 50ms: the worker serves nobody else meanwhile.",
      default: printDuration(timeoutMs),
      minimum: 1,
      maximum: 50,
      pattern: DURATION_PATTERN,
    }),
    memory: size(
      MIB,
      64 * MIB,
      printSize(memoryBytes),
      "What its sandbox may hold, with all that the language needs itself, on each worker.",
    ),
    onFailure: choice(["deny", "pass"], {
      description:
        "What becomes of a request for which it fails: it throws, takes too long, needs too much memory or answers what is no answer. `deny` refuses it with 500; `pass` asks the next rule.",
      default: "deny",
    }),
  },
  { description: "A function of your own.", title: "{ file: functions/guard.js }" },
);

export const functions = named(ownFunction, {
  description:
    "Functions of your own, by the name that an edge rule's `run` names: JavaScript that defines `function decide(request)`, run in a sandbox of its own on each worker.",
  default: {},
  defines: "function",
  examples: [{ guard: { file: "functions/guard.js" } }],
});
