// Newtonsoft's JsonTextWriter: compact, or indented by two spaces with line feeds (as the gateway's hosts
// write lines).

import { BudgetExceeded } from "../budget-exceeded.ts";
import type { Run } from "../run.ts";
import { quoteJson } from "./json-string.ts";

/** Trees that expressions build level by level end here, before the call stack does. */
const MAX_DEPTH = 1_000;

type Opened = { readonly end: "}" | "]" | ")"; count: number };

export class JsonTextWriter {
  readonly #isIndented: boolean;
  readonly #run: Run | undefined;
  readonly #opened: Opened[] = [];
  #isAfterName = false;
  #text = "";

  /** Without a run nothing is charged: only for texts of Object.ToString(), which has none. */
  constructor(isIndented: boolean, run?: Run) {
    this.#isIndented = isIndented;
    this.#run = run;
  }

  get text(): string {
    return this.#text;
  }

  /** `prefix` is `new Date` for constructors. */
  open(end: Opened["end"], prefix = ""): void {
    this.#beforeItem();
    this.#add(prefix + (end === "}" ? "{" : end === "]" ? "[" : "("));
    this.#opened.push({ end, count: 0 });
    if (this.#opened.length > MAX_DEPTH) throw new BudgetExceeded("depth");
  }

  close(): void {
    const closed = this.#opened.pop();
    if (closed === undefined) return;
    if (closed.count > 0 || closed.end === ")") this.#newLine();
    this.#add(closed.end);
  }

  name(name: string): void {
    if (this.#opened.length > 0) this.#beforeItem();
    this.#add(`${quoteJson(name)}:${this.#isIndented ? " " : ""}`);
    this.#isAfterName = true;
  }

  /** A value in JSON's own spelling. */
  value(text: string): void {
    this.#beforeItem();
    this.#add(text);
  }

  comment(text: string): void {
    if (this.#opened.length > 0 && !this.#isAfterName) this.#newLine();
    this.#add(`/*${text}*/`);
  }

  #beforeItem(): void {
    const container = this.#opened.at(-1);
    if (this.#isAfterName || container === undefined) {
      this.#isAfterName = false;
      return;
    }
    if (container.count > 0) this.#add(",");
    container.count++;
    this.#newLine();
  }

  #newLine(): void {
    if (this.#isIndented) this.#add(`\n${"  ".repeat(this.#opened.length)}`);
  }

  #add(text: string): void {
    this.#run?.spend(text.length);
    this.#run?.allocate(text.length * 2);
    this.#text += text;
  }
}
