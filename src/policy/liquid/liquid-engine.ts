// Liquid as the policies of Azure have it: DotLiquid in its C# mode. Templates are parsed when documents are
// loaded; rendering is paid for from the budget of an expression, and reaches what it is given and no more.

import { type Context, type Emitter, Liquid, LiquidError, type Template } from "liquidjs";
import { BudgetExceeded } from "../value/budget-exceeded.ts";
import { ClrException } from "../value/clr-exception.ts";
import type { Run } from "../value/run.ts";
import { JsonArrayForTag } from "./json-array-for-tag.ts";
import { LiquidContext } from "./liquid-context.ts";
import type { LiquidFilter } from "./liquid-filter.ts";
import { liquidText } from "./liquid-value.ts";
import { textFilters } from "./text-filters.ts";
import { valueFilters } from "./value-filters.ts";

/** Numbers of a range like (1..n), which are made at once. */
const MAX_RANGE_NUMBERS = 100_000;

/** Those that read other files, or that DotLiquid does not have. */
const foreignTags = ["include", "render", "layout", "block", "echo", "liquid", "#"];

export type LiquidTemplate = readonly Template[];

export type LiquidMistake = {
  /** Into the template. */
  readonly at: number;
  readonly message: string;
};

type Renderer = Liquid["renderer"];

/** Counts what is rendered, and pays for the texts that come of it, captured ones included. */
class PaidRenderer {
  readonly #inner: Renderer;

  constructor(inner: Renderer) {
    this.#inner = inner;
  }

  renderTemplates(templates: Template[], context: Context, emitter?: Emitter): IterableIterator<unknown> {
    const { run } = paidContext(context);
    run.spend(1 + templates.length);
    return this.#inner.renderTemplates(templates, context, emitter ?? new PaidEmitter(run));
  }

  /** Nobody asks for it: templates give texts. */
  renderTemplatesToNodeStream(templates: Template[], context: Context): NodeJS.ReadableStream {
    return this.#inner.renderTemplatesToNodeStream(templates, context);
  }
}

class PaidEmitter implements Emitter {
  readonly #run: Run;
  buffer = "";

  constructor(run: Run) {
    this.#run = run;
  }

  write(value: unknown): void {
    const text = liquidText(value);
    this.#run.spend(text.length);
    this.#run.allocate(2 * text.length);
    this.buffer += text;
  }
}

function makeEngine(): Liquid {
  const engine = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    templates: {},
    memoryLimit: MAX_RANGE_NUMBERS,
  });
  Object.assign(engine, { renderer: new PaidRenderer(engine.renderer) });
  for (const name of foreignTags) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) engine.unregisterFilter(name);
  for (const [name, filter] of Object.entries({ ...textFilters, ...valueFilters })) {
    engine.registerFilter(name, paidFilter(filter));
  }
  engine.registerTag("JSONArrayFor", JsonArrayForTag);
  return engine;
}

function paidContext(context: Context): LiquidContext {
  if (context instanceof LiquidContext) return context;
  throw new TypeError("templates are rendered in a context of ours");
}

function paidFilter(filter: LiquidFilter) {
  return function (this: { readonly context: Context }, input: unknown, ...args: unknown[]): unknown {
    const { run } = paidContext(this.context);
    run.spend(1 + sizeOf(input));
    const result = filter(run, input, args);
    run.allocate(2 * sizeOf(result));
    return result;
  };
}

function sizeOf(value: unknown): number {
  return typeof value === "string" || Array.isArray(value) ? value.length : 1;
}

let made: Liquid | undefined;

function engine(): Liquid {
  made ??= makeEngine();
  return made;
}

/** The template, or what is wrong with it. */
export function parseLiquid(text: string): LiquidTemplate | LiquidMistake {
  try {
    return engine().parse(text);
  } catch (error) {
    if (!(error instanceof LiquidError)) throw error;
    const message = (error.originalError?.message ?? error.message).replace(/, file:.*$|, line:\d.*$/s, "");
    return { at: error.token.begin, message };
  }
}

export function isMistake(parsed: LiquidTemplate | LiquidMistake): parsed is LiquidMistake {
  return "message" in parsed;
}

/**
 * @param values what the template finds by name
 * @throws ClrException, BudgetExceeded
 */
export function renderLiquid(
  template: LiquidTemplate,
  run: Run,
  values: Readonly<Record<string, unknown>>,
): string {
  try {
    const context = new LiquidContext(engine(), run, values);
    return String(engine().renderSync([...template], context));
  } catch (error) {
    throw causeOf(error);
  }
}

/** Exceptions and budgets as they were thrown; what Liquid itself complains about becomes one of them. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof LiquidError)) return error;
  const cause = error.originalError ?? error;
  if (cause instanceof LiquidError) return causeOf(cause);
  if (cause instanceof ClrException || cause instanceof BudgetExceeded) return cause;
  if (cause.message.includes("limit exceeded")) return new BudgetExceeded("memory");
  return new ClrException("DotLiquid.Exceptions.ArgumentException", cause.message);
}
