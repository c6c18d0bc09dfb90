// Bound statements → JavaScript statements. Loops and switches have labels of their own, since C#'s break
// leaves either.

import { iterate } from "../../value/iterate.ts";
import { zeroOf } from "../bind/default-value.ts";
import type { BoundCatch, BoundStatement, BoundSwitchSection } from "../bound.ts";
import { compileConversion } from "../closure/compile-conversion.ts";
import { passesFilter } from "../closure/compile-statement.ts";
import { isCaught, isClrException, thrown } from "../runtime.ts";
import { emitExpression, emitTest } from "./emit-expression.ts";
import { constantText, declareLocalText, type FunctionText } from "./emitter.ts";
import { emitLocalFunction } from "./generate-function.ts";

type Kinds = BoundStatement["kind"];
type Node<K extends Kinds> = BoundStatement & { readonly kind: K };
type Emit<K extends Kinds> = (text: FunctionText, node: Node<K>) => string;

const emitters: { readonly [K in Kinds]: Emit<K> } = {
  block: emitBlock,
  declare: emitDeclare,
  // Done at the beginning of the block.
  "declare-function": () => "",
  expression: (text, node) => `${emitExpression(text, node.expression)};`,
  if: emitIf,
  loop: emitLoop,
  foreach: emitForeach,
  switch: emitSwitch,
  return: (text, node) =>
    node.value === undefined ? "return null;" : `return ${emitExpression(text, node.value)};`,
  break: emitJump,
  continue: emitJump,
  throw: (text, node) => {
    const value = node.operand === undefined ? text.caught : emitExpression(text, node.operand);
    return `throw ${text.emitter.slot(thrown)}(${value ?? "null"});`;
  },
  try: emitTry,
};

export function emitStatement(text: FunctionText, node: BoundStatement): string {
  // Each emitter takes the kind that it is listed under.
  const emit = emitters[node.kind] as Emit<Kinds>;
  return emit(text, node);
}

function emitBlock(text: FunctionText, node: Node<"block">): string {
  const functions = node.statements.flatMap((statement) =>
    statement.kind === "declare-function" ? [emitLocalFunction(text, statement.function)] : [],
  );
  const statements = node.statements.map((statement) => emitStatement(text, statement));
  return `{${[...functions, ...statements].join("")}}`;
}

function emitDeclare(text: FunctionText, node: Node<"declare">): string {
  const value =
    node.value === undefined
      ? constantText(text.emitter, zeroOf(text.emitter.catalogue, node.local.type))
      : emitExpression(text, node.value);
  return `${declareLocalText(text, node.local, value)};`;
}

function emitIf(text: FunctionText, node: Node<"if">): string {
  const condition = emitExpression(text, node.condition);
  const whenTrue = emitStatement(text, node.whenTrue);
  const whenFalse = node.whenFalse === undefined ? "" : `else{${emitStatement(text, node.whenFalse)}}`;
  return `if(${condition}===true){${whenTrue}}${whenFalse}`;
}

function inside(text: FunctionText, label: string, isLoop: boolean): FunctionText {
  return { ...text, jumps: [...text.jumps, { label, isLoop }] };
}

/** The body stands in a labelled block, so that continue still runs the steps. */
function emitLoop(text: FunctionText, node: Node<"loop">): string {
  const label = text.emitter.fresh("l");
  const initial = node.initial.map((statement) => emitStatement(text, statement)).join("");
  const condition =
    node.condition === undefined ? "" : `if(${emitExpression(text, node.condition)}!==true)break;`;
  const body = emitStatement(inside(text, label, true), node.body);
  const step = node.step.map((expression) => `${emitExpression(text, expression)};`).join("");
  const turn = `${label}b:{${body}}${step}`;
  const [before, after] = node.isConditionLast ? ["", condition] : [condition, ""];
  return `${initial}${label}:for(;;){run.spend(1);${before}${turn}${after}}`;
}

function emitForeach(text: FunctionText, node: Node<"foreach">): string {
  const { emitter } = text;
  const label = emitter.fresh("l");
  const item = emitter.fresh("t");
  const isPlain = node.conversion.kind === "identity";
  const convert = compileConversion(emitter.catalogue, node.conversion);
  const value = isPlain ? item : `${emitter.slot(convert)}(${item},run)`;
  const items = emitExpression(text, node.items);
  const declare = declareLocalText(text, node.local, value);
  const body = emitStatement(inside(text, label, true), node.body);
  return `${label}:for(const ${item} of ${emitter.slot(iterate)}(run,${items})){${declare};${label}b:{${body}}}`;
}

function emitJump(text: FunctionText, node: Node<"break" | "continue">): string {
  if (node.kind === "break") return `break ${text.jumps.at(-1)?.label};`;
  return `break ${text.jumps.findLast((jump) => jump.isLoop)?.label}b;`;
}

/** The number of the section is found first, then its statements run. */
function emitSwitch(text: FunctionText, node: Node<"switch">): string {
  const { emitter } = text;
  const label = emitter.fresh("l");
  const value = emitter.fresh("t");
  const chosen = emitter.fresh("t");
  for (const name of [value, chosen]) text.declared.add(name);
  const fallback = node.sections.findIndex((section) => section.labels.some((one) => one.kind === "default"));
  const tests = node.sections.map((section, index) => {
    const test = sectionTest(text, section, value);
    return test === "" ? "" : `if(${test}){${chosen}=${index};}else `;
  });
  const inner = inside(text, label, false);
  const cases = node.sections.map((section, index) => {
    const body = section.body.map((statement) => emitStatement(inner, statement)).join("");
    return `case ${index}:{${body}break ${label};}`;
  });
  const choose = `${tests.join("")}{${chosen}=${fallback};}`;
  return `${label}:{${value}=${emitExpression(text, node.value)};${choose}switch(${chosen}){${cases.join("")}}}`;
}

function sectionTest(text: FunctionText, section: BoundSwitchSection, value: string): string {
  const tests = section.labels.flatMap((one) => {
    if (one.kind === "default") return [];
    const test = emitTest(text, one.test, value);
    return one.when === undefined ? [test] : [`(${test}&&${emitExpression(text, one.when)}===true)`];
  });
  return tests.join("||");
}

/** Budgets that are used up pass every catch and finally. */
function emitTry(text: FunctionText, node: Node<"try">): string {
  const { emitter } = text;
  const error = emitter.fresh("t");
  const body = emitStatement(text, node.body);
  const clauses = node.catches.map((clause) => emitCatch(text, clause, error));
  const caught =
    node.catches.length === 0
      ? body
      : `try{${body}}catch(${error}){${clauses.join("else ")}else throw ${error};}`;
  if (node.finally === undefined) return caught;
  const isOwn = emitter.fresh("t");
  text.declared.add(isOwn);
  const last = emitStatement(text, node.finally);
  const isClr = `${isOwn}=${emitter.slot(isClrException)}(${error})`;
  return `${isOwn}=true;try{${caught}}catch(${error}){${isClr};throw ${error};}finally{if(${isOwn}){${last}}}`;
}

function emitCatch(text: FunctionText, clause: BoundCatch, error: string): string {
  const { emitter } = text;
  const holds = `${emitter.slot(isCaught)}(${error},${emitter.slot(clause.type)})`;
  const declare = clause.local === undefined ? "" : `&&(${declareLocalText(text, clause.local, error)},true)`;
  const filter =
    clause.filter === undefined
      ? ""
      : `&&${emitter.slot(passesFilter)}(()=>${emitExpression(text, clause.filter)})`;
  const body = emitStatement({ ...text, caught: error }, clause.body);
  return `if(${holds}${declare}${filter}){${body}}`;
}
