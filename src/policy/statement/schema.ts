// The vocabulary in which policies are described: which attributes and elements each has, what may stand in
// them, and where the policy itself may stand. Descriptions are plain data; what is wrong with a document is
// found by ../check, what a policy does is for its handler.

export type Section = "inbound" | "backend" | "outbound" | "on-error";
export type Scope = "global" | "workspace" | "product" | "api" | "operation" | "resolver";

/** What a value may be where it is no expression; an expression's result becomes the same. */
export type LiteralType =
  | { readonly kind: "text" | "bool" | "url" | "proxy-url" | "address" | "date-time" | "header-name" }
  /** Wholly an expression, or a path in which braces name parameters. */
  | { readonly kind: "uri-template" }
  /** The name of a context variable that the policy sets or reads. */
  | { readonly kind: "variable-name" }
  /** `orZero`: 0 is allowed too, below the least. */
  | { readonly kind: "integer"; readonly min: number; readonly max: number; readonly orZero: boolean }
  | { readonly kind: "number"; readonly min: number; readonly max: number }
  | { readonly kind: "one-of"; readonly values: readonly string[] };

export const text: LiteralType = { kind: "text" };
export const bool: LiteralType = { kind: "bool" };
/** Absolute, http or https. */
export const url: LiteralType = { kind: "url" };
/** `http://host:port`, and nothing behind it. */
export const proxyUrl: LiteralType = { kind: "proxy-url" };
/** An IPv4 or IPv6 address. */
export const address: LiteralType = { kind: "address" };
/** ISO 8601, with a time zone: `2026-01-31T00:00:00Z`. */
export const dateTime: LiteralType = { kind: "date-time" };
export const headerName: LiteralType = { kind: "header-name" };
export const uriTemplate: LiteralType = { kind: "uri-template" };
export const variableName: LiteralType = { kind: "variable-name" };
export const statusCode: LiteralType = integer(100, 599);
/** A length of time or an amount that may be nothing. */
export const count: LiteralType = integer(0, Number.MAX_SAFE_INTEGER);
export const positiveCount: LiteralType = integer(1, Number.MAX_SAFE_INTEGER);
export const existsAction = oneOf("override", "skip", "append", "delete");
export const validationAction = oneOf("ignore", "prevent", "detect");

export function oneOf(...values: readonly string[]): LiteralType {
  return { kind: "one-of", values };
}

export function integer(min: number, max: number, orZero = false): LiteralType {
  return { kind: "integer", min, max, orZero };
}

export function number(min: number, max: number): LiteralType {
  return { kind: "number", min, max };
}

export type AttributeDefinition = {
  readonly name: string;
  readonly takes: LiteralType;
  readonly allowsExpression?: true;
  readonly isRequired?: true;
  /** What holds where the attribute is absent; nothing where that is told by the meaning. */
  readonly default?: string;
  /** Why a document that has it is refused; such an attribute does nothing here. */
  readonly refusal?: string;
  /** The one value with which it asks for nothing, so that it is not refused. */
  readonly idleValue?: string;
  /** Why it changes nothing here; a document that has it runs, with a warning. */
  readonly noEffect?: string;
  readonly meaning: string;
};

/** The same of every policy that uses the cache. */
export const cachingType: AttributeDefinition = {
  name: "caching-type",
  takes: oneOf("prefer-external", "internal", "external"),
  default: "prefer-external",
  noEffect: "there is one cache here, each worker's own",
  meaning: "which cache is used",
};

/** What stands between the tags of an element. */
export type ContentDefinition =
  | { readonly kind: "text"; readonly takes: LiteralType; readonly allowsExpression?: true }
  /** Policies, as in the section around it; only those named where names are given. */
  | { readonly kind: "policies"; readonly only?: readonly string[] }
  /** A stylesheet of XSLT, which another element may stand for. */
  | { readonly kind: "stylesheet" };

export type ChildDefinition = {
  readonly element: ElementDefinition;
  readonly isRequired?: true;
  /** It may stand more than once. */
  readonly isMany?: true;
};

/** Names are of attributes, unless `among` says otherwise. */
export type ElementRule =
  | { readonly kind: "at-least-one" | "at-most-one" | "exactly-one"; readonly of: readonly string[] }
  | { readonly kind: "at-least-one-child"; readonly of: readonly string[] }
  /** Where one of them stands, the others must too. */
  | { readonly kind: "together"; readonly of: readonly string[] }
  /** The children are needed, all or any of them, unless the attribute has that value. */
  | {
      readonly kind: "children-unless" | "any-child-unless";
      readonly of: readonly string[];
      readonly attribute: string;
      readonly value: string;
    };

export type ElementDefinition = {
  readonly name: string;
  /** One sentence for the reference; policies have theirs in the comment of their file. */
  readonly meaning?: string;
  readonly attributes?: readonly AttributeDefinition[];
  readonly children?: readonly ChildDefinition[];
  /** Only children where it is absent. Of text and children, one may stand where both are described. */
  readonly content?: ContentDefinition;
  readonly rules?: readonly ElementRule[];
};

export type PolicyDefinition = ElementDefinition & {
  readonly sections: readonly Section[];
  readonly scopes: readonly Scope[];
  /** How often it may stand, its copies inside other policies counted; as often as one likes without it. */
  readonly once?: "section" | "document";
  /** Why documents that have it are refused. */
  readonly refusal?: string;
};

export const everySection: readonly Section[] = ["inbound", "backend", "outbound", "on-error"];
export const everyScope: readonly Scope[] = ["global", "workspace", "product", "api", "operation"];
export const noWorkspace: readonly Scope[] = ["global", "product", "api", "operation"];
