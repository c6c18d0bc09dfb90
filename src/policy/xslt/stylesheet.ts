// A stylesheet that was compiled: what a transformation runs by.

import type { XPathFocus } from "../value/xml/xpath-functions.ts";
import type { XPathExpression } from "../value/xml/xpath-syntax.ts";
import type { XPathValue } from "../value/xml/xpath-value.ts";
import type { DecimalFormat } from "./format-number.ts";
import type { OutputSettings } from "./output-settings.ts";
import type { Pattern } from "./pattern.ts";
import type { RuleTable } from "./rule-table.ts";
import type { SpaceRules } from "./space-rules.ts";
import type { Transformation } from "./transformation.ts";

/** By expanded name. */
export type Parameters = ReadonlyMap<string, XPathValue>;

/** A place in a running transformation: the focus, and the variables that can be seen. */
export type Activation = XPathFocus & {
  readonly transformation: Transformation;
  readonly frame: XPathValue[];
  /** Expanded name; "" for none. */
  readonly mode: string;
  readonly parameters: Parameters;
};

/** A call of a template that is the last thing to be done: whoever began the body does it. */
export type TailCall = { readonly template: Template; readonly at: Activation };

export type Instruction = (at: Activation) => TailCall | undefined;

/** A text of a stylesheet as it is for a node: an attribute value template. */
export type TextValue = {
  /** Undefined where expressions are part of it. */
  readonly literal: string | undefined;
  readonly of: (at: Activation) => string;
};

export type Template = { body: Instruction };

/** A pattern without alternatives, and what is done with the nodes that it matches. */
export type Rule = {
  readonly pattern: Pattern;
  readonly priority: number;
  /** Later ones go before earlier ones of the same priority. */
  readonly order: number;
  readonly template: Template;
};

export type GlobalVariable = {
  readonly isParameter: boolean;
  readonly value: (at: Activation) => XPathValue;
};

/** Attributes that elements have by name; those added later replace earlier ones. */
export type AttributeSet = { readonly parts: Template[] };

export type KeyDefinition = { readonly patterns: readonly Pattern[]; readonly use: XPathExpression };

export type Stylesheet = {
  readonly rules: ReadonlyMap<string, RuleTable>;
  readonly globals: ReadonlyMap<string, GlobalVariable>;
  readonly keys: ReadonlyMap<string, readonly KeyDefinition[]>;
  readonly decimalFormats: ReadonlyMap<string, DecimalFormat>;
  readonly output: OutputSettings;
  readonly space: SpaceRules;
  /** See Declarations. */
  readonly namespaces: readonly ReadonlyMap<string, string>[];
};
