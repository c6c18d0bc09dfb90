// The tree of an XPath 1.0 expression.

export type XPathAxis =
  | "child"
  | "descendant"
  | "descendant-or-self"
  | "parent"
  | "ancestor"
  | "ancestor-or-self"
  | "following"
  | "following-sibling"
  | "preceding"
  | "preceding-sibling"
  | "attribute"
  | "self"
  | "namespace";

export type NodeTest =
  /** `local` undefined is `*`. `uri` where the prefix was resolved before the expression runs. */
  | {
      readonly kind: "name";
      readonly prefix: string;
      readonly local: string | undefined;
      readonly uri?: string;
    }
  | { readonly kind: "node" | "text" | "comment" }
  | { readonly kind: "processing-instruction"; readonly target: string | undefined };

export type XPathStep = {
  readonly axis: XPathAxis;
  readonly test: NodeTest;
  readonly predicates: readonly XPathExpression[];
};

export type XPathOperator =
  | "or"
  | "and"
  | "="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "+"
  | "-"
  | "*"
  | "div"
  | "mod"
  | "|";

/** `slot`: where the value is kept, of variables that are bound before the expression runs; else -1. */
export type XPathVariable = { readonly kind: "variable"; readonly name: string; readonly slot: number };

export type XPathExpression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | XPathVariable
  | { readonly kind: "call"; readonly name: string; readonly args: readonly XPathExpression[] }
  | { readonly kind: "negate"; readonly operand: XPathExpression }
  | {
      readonly kind: "binary";
      readonly operator: XPathOperator;
      readonly left: XPathExpression;
      readonly right: XPathExpression;
    }
  /** `start`: the root, the context node, or what an expression gives. */
  | {
      readonly kind: "path";
      readonly start: "root" | "context" | XPathExpression;
      readonly predicates: readonly XPathExpression[];
      readonly steps: readonly XPathStep[];
    };
