// The calls that the house does without, each with what to use instead. A file that has to break a ban
// stands here by its path, with the reason.

export type Ban = {
  /** `name`, `object.name`, `object.*`, `outer(inner(` or `import "module"`. */
  readonly call: string;
  readonly instead: string;
  /** Path prefixes to which the ban is limited; everywhere where there are none. */
  readonly only?: readonly string[];
  /** Path prefixes that are free of it. */
  readonly except?: readonly string[];
  /** Tests are free of it. */
  readonly exceptTests?: boolean;
  readonly allowed?: readonly { readonly path: string; readonly reason: string }[];
};

const serving = ["src/http/", "src/gateway/", "src/upstream/"];
const deadlines = "use the coarse clock of kernel/deadlines: a timer per request costs more than the request";

export const bans: readonly Ban[] = [
  {
    call: "console.*",
    instead: "return the text to the caller, or write it to the log of #telemetry",
    except: ["src/cli/", "tools/", "bench/", "examples/"],
  },
  {
    call: "process.exit",
    instead:
      "set process.exitCode and let the work end, or throw: what was not yet written is lost otherwise",
    except: ["src/main.ts", "src/cli/", "tools/", "bench/"],
  },
  {
    call: "RegExp",
    instead:
      "write a literal; a pattern that somebody else wrote goes to the linear engine when the snapshot is built",
    except: ["src/config/", "tools/"],
    exceptTests: true,
  },
  { call: "eval", instead: "write the code, or build a closure" },
  {
    call: "Function",
    instead: "write the code, or build a closure",
    allowed: [
      {
        path: "src/policy/expression/generate/generate-function.ts",
        reason: "the fast tier of policy expressions: its text is made of numbers and names of our own only",
      },
    ],
  },
  { call: "setTimeout", instead: deadlines, only: serving, exceptTests: true, allowed: [] },
  { call: 'import "node:timers"', instead: deadlines, only: serving, exceptTests: true },
  { call: 'import "node:timers/promises"', instead: deadlines, only: serving, exceptTests: true },
  { call: "JSON.parse(JSON.stringify(", instead: "use structuredClone, or build the value that is needed" },
  { call: "Buffer", instead: "use Buffer.from or Buffer.alloc: Buffer() may hand out uninitialised memory" },
  {
    call: "Math.random",
    instead:
      "use node:crypto where it must not be guessed, and a seeded generator where it must be repeatable",
    only: ["src/"],
  },
];
