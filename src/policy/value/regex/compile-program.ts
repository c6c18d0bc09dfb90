// Trees to programs. Bodies of lookbehinds, and everything under RightToLeft, run backwards: the parts of a
// sequence from the last to the first.

import { BudgetExceeded } from "../budget-exceeded.ts";
import { lowerCode } from "./code-case.ts";
import { firstTest } from "./first-test.ts";
import type { Instruction, Program } from "./program.ts";
import type { RegexLoop, RegexNode } from "./regex-tree.ts";

const MAX_INSTRUCTIONS = 50_000;
/** Counted loops up to so many instructions are written out: what remains is regular. */
const MAX_UNROLLED = 1000;

export function compileProgram(tree: RegexNode, isBackward: boolean): Program {
  const compiler = new Compiler();
  compiler.node(tree, isBackward);
  compiler.emit({ op: "match" });
  return {
    ...compiler.result(),
    isBackward,
    first: isBackward ? undefined : firstTest(tree),
    isAnchored: !isBackward && beginsAtStart(tree),
  };
}

function beginsAtStart(node: RegexNode): boolean {
  if (node.kind === "anchor") return node.anchor === "start";
  if (node.kind === "choice") return node.items.every(beginsAtStart);
  if (node.kind === "capture" || node.kind === "atomic") return beginsAtStart(node.body);
  return node.kind === "sequence" && node.items[0] !== undefined && beginsAtStart(node.items[0]);
}

class Compiler {
  readonly #instructions: Instruction[] = [];
  #registers = 0;
  #choices = 0;
  #isRegular = true;

  result(): Pick<Program, "instructions" | "registers" | "choices" | "isRegular"> {
    return {
      instructions: this.#instructions,
      registers: this.#registers,
      choices: this.#choices,
      isRegular: this.#isRegular,
    };
  }

  emit<Made extends Instruction>(instruction: Made): Made {
    if (this.#instructions.length >= MAX_INSTRUCTIONS) throw new BudgetExceeded("memory");
    this.#instructions.push(instruction);
    return instruction;
  }

  get #here(): number {
    return this.#instructions.length;
  }

  #register(count = 1): number {
    this.#registers += count;
    return this.#registers - count;
  }

  #split(): Extract<Instruction, { op: "split" }> {
    return this.emit({ op: "split", first: 0, second: 0, choice: this.#choices++ });
  }

  node(node: RegexNode, isBackward: boolean): void {
    switch (node.kind) {
      case "empty":
        return;
      case "one":
        this.emit({ op: "one", code: node.code, foldsCase: node.foldsCase, isBackward });
        return;
      case "set":
        this.emit({ op: "set", set: node.set, foldsCase: node.foldsCase, isBackward });
        return;
      case "anchor":
        this.emit({ op: "anchor", anchor: node.anchor });
        return;
      case "sequence":
        for (const item of isBackward ? node.items.toReversed() : node.items) this.node(item, isBackward);
        return;
      case "choice":
        this.#choice(node.items, isBackward);
        return;
      case "loop":
        this.#loop(node, isBackward);
        return;
      case "capture":
        this.#capture(node, isBackward);
        return;
      case "reference":
        this.#isRegular = false;
        this.emit({
          op: "reference",
          group: node.group,
          foldsCase: node.foldsCase,
          allowsUnset: node.allowsUnset,
          isBackward,
        });
        return;
      default:
        this.#isRegular = false;
        this.#irregular(node, isBackward);
    }
  }

  #choice(items: readonly RegexNode[], isBackward: boolean): void {
    const ends: Extract<Instruction, { op: "jump" }>[] = [];
    for (const [index, item] of items.entries()) {
      if (index === items.length - 1) {
        this.node(item, isBackward);
        break;
      }
      const split = this.#split();
      split.first = this.#here;
      this.node(item, isBackward);
      ends.push(this.emit({ op: "jump", to: 0 }));
      split.second = this.#here;
    }
    for (const end of ends) end.to = this.#here;
  }

  #capture(node: Extract<RegexNode, { kind: "capture" }>, isBackward: boolean): void {
    if (node.uncapture !== -1) this.#isRegular = false;
    const register = this.#register();
    this.emit({ op: "mark", register });
    this.node(node.body, isBackward);
    this.emit({ op: "close", group: node.group, uncapture: node.uncapture, register });
  }

  #irregular(
    node: Extract<RegexNode, { kind: "look" | "atomic" | "test-group" | "test-look" }>,
    isBackward: boolean,
  ): void {
    switch (node.kind) {
      case "atomic": {
        const register = this.#register(2);
        this.emit({ op: "begin", register, otherwise: -1 });
        this.node(node.body, isBackward);
        this.emit({ op: "commit", register, returns: false });
        return;
      }
      case "look":
        this.#look(node);
        return;
      case "test-group": {
        const test = this.emit({ op: "test-group", group: node.group, otherwise: 0 });
        this.#yesOrNo(node, test, isBackward);
        return;
      }
      case "test-look": {
        const register = this.#register(2);
        const begin = this.emit({ op: "begin", register, otherwise: 0 });
        this.node(node.condition, isBackward);
        this.emit({ op: "commit", register, returns: true });
        this.#yesOrNo(node, begin, isBackward);
        return;
      }
    }
  }

  #look(node: Extract<RegexNode, { kind: "look" }>): void {
    const register = this.#register(2);
    const begin = this.emit({ op: "begin", register, otherwise: -1 });
    this.node(node.body, node.isBehind);
    this.emit({ op: "commit", register, returns: !node.isNegative });
    if (!node.isNegative) return;
    this.emit({ op: "fail" });
    begin.otherwise = this.#here;
  }

  #yesOrNo(
    node: { readonly yes: RegexNode; readonly no: RegexNode },
    test: { otherwise: number },
    isBackward: boolean,
  ): void {
    this.node(node.yes, isBackward);
    const end = this.emit({ op: "jump", to: 0 });
    test.otherwise = this.#here;
    this.node(node.no, isBackward);
    end.to = this.#here;
  }

  #loop(loop: RegexLoop, isBackward: boolean): void {
    const { min, max, body } = loop;
    if (max === 0) return;
    const hasMax = max !== Number.POSITIVE_INFINITY;
    const copies = hasMax ? max : min + 1;
    const isSingle = body.kind === "one" || body.kind === "set";
    const written = isSingle ? min : copies * sizeOf(body);
    if (written > MAX_UNROLLED) {
      this.#counted(loop, isBackward);
      return;
    }
    for (let count = 0; count < min; count++) this.node(body, isBackward);
    if (max === min) return;
    if (isSingle && !loop.isLazy) this.#run(body, max - min, isBackward);
    else if (!hasMax) this.#endless(loop, isBackward);
    else this.#optional(loop, max - min, isBackward);
  }

  #run(body: Extract<RegexNode, { kind: "one" | "set" }>, max: number, isBackward: boolean): void {
    this.emit({ op: "run", test: testOf(body), max, isBackward, choice: this.#choices++ });
  }

  #endless(loop: RegexLoop, isBackward: boolean): void {
    const start = this.#here;
    const split = this.#split();
    const body = this.#here;
    const leave = this.#guarded(loop.body, isBackward);
    this.emit({ op: "jump", to: start });
    if (leave !== undefined) leave.to = this.#here;
    split.first = loop.isLazy ? this.#here : body;
    split.second = loop.isLazy ? body : this.#here;
  }

  /** Rounds of which each needs the one before. */
  #optional(loop: RegexLoop, count: number, isBackward: boolean): void {
    const splits: { readonly split: Extract<Instruction, { op: "split" }>; readonly body: number }[] = [];
    const leaves: { to: number }[] = [];
    for (let round = 0; round < count; round++) {
      const split = this.#split();
      splits.push({ split, body: this.#here });
      const leave = this.#guarded(loop.body, isBackward);
      if (leave !== undefined) leaves.push(leave);
    }
    for (const { split, body } of splits) {
      split.first = loop.isLazy ? this.#here : body;
      split.second = loop.isLazy ? body : this.#here;
    }
    for (const leave of leaves) leave.to = this.#here;
  }

  /** A body that may be empty ends its loop when it was. */
  #guarded(body: RegexNode, isBackward: boolean): { to: number } | undefined {
    if (!mayBeEmpty(body)) {
      this.node(body, isBackward);
      return undefined;
    }
    const register = this.#register();
    this.emit({ op: "mark", register });
    this.node(body, isBackward);
    return this.emit({ op: "leave-if-empty", register, to: 0 });
  }

  #counted(loop: RegexLoop, isBackward: boolean): void {
    this.#isRegular = false;
    const register = this.#register(2);
    const { min, max, isLazy } = loop;
    this.emit({ op: "count", register });
    const start = this.#here;
    const repeat = this.emit({ op: "repeat", register, min, max, isLazy, leave: 0 });
    this.emit({ op: "round", register });
    this.node(loop.body, isBackward);
    this.emit({ op: "jump", to: start });
    repeat.leave = this.#here;
  }
}

function testOf(body: Extract<RegexNode, { kind: "one" | "set" }>): (code: number) => boolean {
  const { foldsCase } = body;
  if (body.kind === "set") {
    const { set } = body;
    return foldsCase ? (code) => set.has(lowerCode(code)) : (code) => set.has(code);
  }
  const wanted = body.code;
  return foldsCase ? (code) => lowerCode(code) === wanted : (code) => code === wanted;
}

/** About how many instructions a node takes. */
function sizeOf(node: RegexNode): number {
  switch (node.kind) {
    case "sequence":
    case "choice":
      return node.items.reduce((sum, item) => sum + sizeOf(item) + 2, 0);
    case "loop": {
      const copies = node.max === Number.POSITIVE_INFINITY ? node.min + 1 : node.max;
      return Math.min(copies * (sizeOf(node.body) + 3), MAX_INSTRUCTIONS);
    }
    case "capture":
    case "look":
    case "atomic":
      return sizeOf(node.body) + 2;
    case "test-group":
      return sizeOf(node.yes) + sizeOf(node.no) + 2;
    case "test-look":
      return sizeOf(node.condition) + sizeOf(node.yes) + sizeOf(node.no) + 3;
    default:
      return 1;
  }
}

function mayBeEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case "one":
    case "set":
      return false;
    case "sequence":
      return node.items.every(mayBeEmpty);
    case "choice":
      return node.items.some(mayBeEmpty);
    case "loop":
      return node.min === 0 || mayBeEmpty(node.body);
    case "capture":
    case "atomic":
      return mayBeEmpty(node.body);
    case "test-group":
    case "test-look":
      return mayBeEmpty(node.yes) || mayBeEmpty(node.no);
    default:
      return true;
  }
}
