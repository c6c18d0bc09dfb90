// One context for one script: an instance of QuickJS with limits of time, memory and stack. A script that
// broke it, or was cut off, leaves it spent: whoever keeps it makes another one.

import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from "quickjs-emscripten-core";
import type { FailureKind } from "#kernel/function-outcome.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { plain } from "./decision.ts";
import { FAILED_SIGN, PRELUDE, THREW_NULL, WRONG_SIGN } from "./prelude.ts";
import { type Instance, newInstance } from "./wasm-library.ts";

export type Script = {
  readonly source: string;
  /** As stack traces name it. */
  readonly file: string;
  readonly timeoutMs: number;
  readonly memoryBytes: number;
};

/** Why a script cannot be used. */
export type ScriptFlaw = {
  readonly message: string;
  /** In the script, from 1 on; 0 where it is not known. */
  readonly line: number;
  readonly column: number;
};

/** What crosses into the sandbox for one call. */
export type SandboxCall = {
  /** JSON of a list: the members that every call tells. */
  readonly head: string;
  /** A member that is fetched, by its number in ASKED; of some, one by its name. Or a sign and why not. */
  readonly ask: (member: number, name: string) => string | undefined;
};

export type SandboxFailure = { readonly kind: FailureKind; readonly message: string };
/** JSON of an object; undefined for nothing. */
export type SandboxResult = string | undefined | SandboxFailure;

const { loadTimeoutMs, stackBytes, maxRoundsPerMs, minRoundsPerMs } = defaultLimits.functions;
const OUT_OF_MEMORY = /^InternalError: out of memory/;
const PROMISES = "promises are never settled here: it has to answer without async and then";
const PLENTY = 2 ** 31 - 1;
const ROUNDS_TO_RETURN = 10_000;
/** What the host does for one ask, as so much work: its time on the clock may be the machine's. */
const ROUNDS_OF_ASK = 1000;
const MAX_BYTES_OF_CHAR = 3;
const SOME_BYTES = 4096;
const NO_CALL: SandboxCall["ask"] = () => undefined;

export class Sandbox {
  readonly #script: Script;
  readonly #fuel: Instance["fuel"];
  readonly #hasRoom: Instance["hasRoom"];
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  #call: QuickJSHandle | undefined;
  #ask = NO_CALL;
  #untilMs = 0;
  /** With more fuel left than that it has hardly begun. */
  #lateBelow = 0;
  #isLate = false;
  #isFull = false;
  /** It was cut off or broke: nothing may run in it any more. */
  isSpent = false;

  private constructor(script: Script, { quickjs, fuel, hasRoom }: Instance) {
    this.#script = script;
    this.#fuel = fuel;
    this.#hasRoom = hasRoom;
    this.#runtime = quickjs.newRuntime({
      memoryLimitBytes: script.memoryBytes,
      maxStackSizeBytes: stackBytes,
      interruptHandler: () => {
        this.#isLate ||= this.#isOverTime();
        return this.#isLate || this.#isFull;
      },
    });
    this.#context = this.#runtime.newContext();
  }

  static async open(script: Script): Promise<Sandbox | ScriptFlaw> {
    const sandbox = new Sandbox(script, await newInstance(script.memoryBytes));
    return sandbox.#load() ?? sandbox;
  }

  run({ head, ask }: SandboxCall): SandboxResult {
    const context = this.#context;
    if (this.#call === undefined || this.isSpent) throw new Error("a spent sandbox is asked");
    this.#ask = ask;
    this.#start(this.#script.timeoutMs);
    try {
      if (!this.#hasRoomFor(head)) return this.#outOfMemory();
      const argument = context.newString(head);
      const result = context.callFunction(this.#call, context.undefined, argument);
      argument.dispose();
      if (result.error !== undefined) return this.#cutOff();
      const text = context.typeof(result.value) === "string" ? context.getString(result.value) : undefined;
      result.value.dispose();
      return this.#judge(text);
    } catch (error) {
      return this.#broken(error);
    } finally {
      this.#ask = NO_CALL;
    }
  }

  #start(ms: number): void {
    this.#isLate = false;
    this.#fuel.value = ms * maxRoundsPerMs;
    this.#lateBelow = ms * (maxRoundsPerMs - minRoundsPerMs);
    this.#untilMs = performance.now() + ms;
  }

  /** By the clock, and by what was done meanwhile. */
  #isOverTime(): boolean {
    return this.#fuel.value < this.#lateBelow && performance.now() > this.#untilMs;
  }

  /** The library would write to where nothing was allocated: a text is there twice for a moment. */
  #hasRoomFor(text: string): boolean {
    return this.#hasRoom(text.length * MAX_BYTES_OF_CHAR * 2 + SOME_BYTES);
  }

  /** A trap while the host is asked would pass through the library, which tells it on standard error. */
  #textOf(told: string): QuickJSHandle {
    const before = this.#fuel.value;
    this.#fuel.value = PLENTY;
    this.#isFull ||= !this.#hasRoomFor(told);
    const handle = this.#isFull ? this.#context.undefined : this.#context.newString(told);
    this.#charge(before - (PLENTY - this.#fuel.value));
    return handle;
  }

  /** For one ask, of what was left. It leaves what it takes to come back out of the library. */
  #charge(before: number): void {
    const left = before - ROUNDS_OF_ASK;
    this.#isLate ||= left < ROUNDS_TO_RETURN;
    this.#fuel.value = Math.max(ROUNDS_TO_RETURN, left);
  }

  #judge(text: string | undefined): SandboxResult {
    // An answer for which there was no room is an empty one here.
    if (this.#isLate || this.#isFull || text === "") return this.#cutOff();
    const hasPromises = this.#runtime.hasPendingJob();
    if (hasPromises) this.isSpent = true;
    const told = text === undefined ? "" : plain(text.slice(1));
    switch (text?.[0]) {
      case FAILED_SIGN:
        return this.#thrown(told);
      case WRONG_SIGN:
        return { kind: "bad-result", message: told };
      default:
        return hasPromises ? { kind: "bad-result", message: PROMISES } : text;
    }
  }

  #thrown(told: string): SandboxFailure {
    if (OUT_OF_MEMORY.test(told) || !this.#hasRoom(SOME_BYTES)) return this.#outOfMemory();
    if (told !== THREW_NULL) return { kind: "error", message: told };
    this.isSpent = true;
    return { kind: "memory", message: `${told}, as the engine does where its memory ends` };
  }

  /** No exception of the script's: it cannot catch this one. */
  #cutOff(): SandboxFailure {
    this.isSpent = true;
    if (!this.#isLate) return this.#outOfMemory();
    return { kind: "timeout", message: this.#timeText() };
  }

  #timeText(): string {
    return `took more than ${this.#script.timeoutMs} ms`;
  }

  #outOfMemory(): SandboxFailure {
    this.isSpent = true;
    return { kind: "memory", message: `needs more than ${this.#script.memoryBytes} bytes of memory` };
  }

  #broken(error: unknown): SandboxFailure {
    this.isSpent = true;
    if (this.#fuel.value <= 0) return { kind: "timeout", message: this.#timeText() };
    const message = plain(error instanceof Error ? error.message : String(error)).slice(0, 200);
    return { kind: "crash", message };
  }

  /** Undefined where the script is loaded and can be called. */
  #load(): ScriptFlaw | undefined {
    this.#start(loadTimeoutMs);
    try {
      const context = this.#context;
      const ask = context.newFunction("ask", (member, name) => {
        this.#isLate ||= this.#isOverTime();
        if (this.#isLate) return context.undefined;
        const told = this.#ask(context.getNumber(member), name === undefined ? "" : context.getString(name));
        if (told !== undefined) return this.#textOf(told);
        // A name for which there was no room is an empty one here.
        this.#isFull ||= !this.#hasRoom(SOME_BYTES);
        this.#charge(this.#fuel.value);
        return context.undefined;
      });
      const prelude = context.unwrapResult(context.evalCode(PRELUDE, "prelude.js"));
      const make = context.unwrapResult(context.callFunction(prelude, context.undefined, ask));
      const flaw = this.#evaluate();
      if (flaw !== undefined) return flaw;
      const decide = context.unwrapResult(context.evalCode(FIND_DECIDE, "prelude.js"));
      if (context.typeof(decide) !== "function") return { message: NO_DECIDE, line: 0, column: 0 };
      this.#call = context.unwrapResult(context.callFunction(make, context.undefined, decide));
      return undefined;
    } catch (error) {
      const { kind, message } = this.#broken(error);
      const why = kind === "timeout" ? LATE_LOAD : `it cannot be loaded: ${message}`;
      return { message: why, line: 0, column: 0 };
    }
  }

  #evaluate(): ScriptFlaw | undefined {
    const context = this.#context;
    const { memoryBytes, source, file } = this.#script;
    if (!this.#hasRoom(Buffer.byteLength(source) + SOME_BYTES)) {
      return { message: `it is too large for ${memoryBytes} bytes of memory`, line: 0, column: 0 };
    }
    const result = context.evalCode(source, file, { type: "global" });
    if (result.error === undefined) {
      result.value.dispose();
      return this.#runtime.hasPendingJob() ? { message: ASYNC_LOAD, line: 0, column: 0 } : undefined;
    }
    if (this.#isLate) return { message: LATE_LOAD, line: 0, column: 0 };
    return flawOf(context, result.error);
  }
}

const FIND_DECIDE = `typeof decide === "function" ? decide : undefined`;
const NO_DECIDE = "it defines no `function decide(request)`";
const LATE_LOAD = `its top level takes more than ${loadTimeoutMs} ms`;
const ASYNC_LOAD = "its top level makes promises, which are never settled here";

function flawOf(context: QuickJSContext, error: QuickJSHandle): ScriptFlaw {
  const member = (name: string): string => {
    const handle = context.getProp(error, name);
    return context.typeof(handle) === "string" ? plain(context.getString(handle)) : "";
  };
  if (context.typeof(error) !== "object") return { message: "its top level throws", line: 0, column: 0 };
  const [, line = "0", column = "0"] = /:([0-9]+):([0-9]+)/.exec(member("stack")) ?? [];
  const message = [member("name"), member("message")].filter((part) => part !== "").join(": ");
  return {
    message: message === "" ? "its top level throws" : message,
    line: Number(line),
    column: Number(column),
  };
}
