// xsl:sort (XSLT 1.0, 10): nodes by one or more keys. Nodes whose keys are the same keep their order.

import type { XObject } from "../../value/xml/x-object.ts";
import type { XPathExpression } from "../../value/xml/xpath-syntax.ts";
import { checkStyleAttributes, expressionOf, templateOf, wordsOf } from "../read-style-attributes.ts";
import type { LocalScope } from "../scope.ts";
import { isXslt, type StyleContent, type StyleElement, styleAttribute } from "../style-element.ts";
import type { Activation, TextValue } from "../stylesheet.ts";
import { xsltError } from "../xslt-error.ts";
import { checkEmpty } from "./instruction-definition.ts";

type SortKey = {
  /** Undefined: the node itself. */
  readonly select: XPathExpression | undefined;
  readonly lang: TextValue | undefined;
  readonly dataType: TextValue;
  readonly order: TextValue;
  readonly caseOrder: TextValue | undefined;
};

type Sort = (at: Activation, nodes: readonly XObject[]) => readonly XObject[];

/** Making a collator costs as much as some hundred steps. */
const COLLATOR_STEPS = 500;

/** What stands at the beginning of an instruction, and the rest of its content. */
export function compileSorts(
  element: StyleElement,
  scope: LocalScope,
): { readonly sort: Sort; readonly rest: readonly StyleContent[] } {
  const isApply = element.local === "apply-templates";
  const end = element.content.findIndex((one) => !isXslt(one, "sort"));
  const count = isApply || end < 0 ? element.content.length : end;
  const sorts = element.content.slice(0, count).filter((one) => isXslt(one, "sort"));
  const rest = element.content.filter((one) => !sorts.some((sort) => sort === one));
  const keys = sorts.map((one) => compileSort(one, scope));
  const sort: Sort = (at, nodes) => (keys.length === 0 ? nodes : sorted(at, nodes, keys));
  return { sort, rest };
}

function compileSort(element: StyleElement, scope: LocalScope): SortKey {
  checkStyleAttributes(scope.report, element, ["select", "lang", "data-type", "order", "case-order"]);
  checkEmpty(element, scope);
  const hasCase = styleAttribute(element, "case-order") !== undefined;
  const lang = templateOf(element, scope, "lang");
  if (lang?.literal !== undefined && !isLanguage(lang.literal)) {
    const place = styleAttribute(element, "lang")?.value.placeAt(0) ?? element.place;
    scope.report.mistake(place, `${lang.literal} is no language`, "write one as in xml:lang: en, de-AT");
  }
  return {
    select: expressionOf(element, scope, "select"),
    lang,
    dataType: wordsOf(element, scope, "data-type", ["text", "number"]),
    order: wordsOf(element, scope, "order", ["ascending", "descending"]),
    caseOrder: hasCase ? wordsOf(element, scope, "case-order", ["upper-first", "lower-first"]) : undefined,
  };
}

function isLanguage(lang: string): boolean {
  try {
    return Intl.getCanonicalLocales(lang).length === 1;
  } catch {
    return false;
  }
}

type Compare = (a: XObject, b: XObject) => number;

function sorted(at: Activation, nodes: readonly XObject[], keys: readonly SortKey[]): readonly XObject[] {
  const { run } = at.transformation;
  const comparisons = keys.map((key) => comparison(at, nodes, key));
  run.allocate(nodes.length * 8);
  return nodes.toSorted((a, b) => {
    for (const compare of comparisons) {
      run.spend(1);
      const result = compare(a, b);
      if (result !== 0) return result;
    }
    return 0;
  });
}

/** @throws ClrException for what an order or a data type cannot be */
function comparison(at: Activation, nodes: readonly XObject[], key: SortKey): Compare {
  const { transformation } = at;
  const direction = word(key.order.of(at), ["ascending", "descending"]) === "descending" ? -1 : 1;
  const isNumber = word(key.dataType.of(at), ["text", "number"]) === "number";
  const size = nodes.length;
  const { select } = key;
  transformation.run.allocate(size * 32);
  const focusOf = (node: XObject, index: number): Activation => ({ ...at, node, position: index + 1, size });
  const self: XPathExpression = select ?? { kind: "path", start: "context", predicates: [], steps: [] };
  if (isNumber) {
    const values = new Map(
      nodes.map((node, index) => [node, transformation.number(self, focusOf(node, index))]),
    );
    return (a, b) => direction * compareNumbers(values.get(a) ?? Number.NaN, values.get(b) ?? Number.NaN);
  }
  const texts = new Map(
    nodes.map((node, index) => [node, transformation.string(self, focusOf(node, index))]),
  );
  const collator = collatorFor(at, key);
  return (a, b) => {
    const [left, right] = [texts.get(a) ?? "", texts.get(b) ?? ""];
    transformation.run.spend(Math.min(left.length, right.length));
    return direction * collator.compare(left, right);
  };
}

/** What is no number comes first. */
function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a < b ? -1 : a > b ? 1 : 0;
}

function collatorFor(at: Activation, { lang, caseOrder }: SortKey): Intl.Collator {
  at.transformation.run.spend(COLLATOR_STEPS);
  const language = lang?.of(at) ?? "en";
  if (!isLanguage(language)) throw xsltError(`'${language}' is no language.`);
  const order = caseOrder === undefined ? "" : word(caseOrder.of(at), ["upper-first", "lower-first"]);
  const caseFirst = order === "" ? "false" : order === "upper-first" ? "upper" : "lower";
  return new Intl.Collator(language, { caseFirst });
}

/** @throws ClrException */
function word(value: string, words: readonly string[]): string {
  if (words.includes(value)) return value;
  throw xsltError(`'${value}' is none of ${words.join(", ")}.`);
}
