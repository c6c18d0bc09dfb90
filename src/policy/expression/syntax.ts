// The tree of an expression's source text, as written: nothing is bound, no type is known. Plain data; every
// node carries where a complaint about it belongs, so that it has its line and column.

/**
 * An offset into the expression's source text, in UTF-16 code units: where the node begins, except for what
 * has an operand on its left. That is at its operator, its bracket or its member's name (a call: at the name
 * that is called), since chains over many lines begin far from what is wrong in them.
 */
type Located = { readonly at: number };

/** `string`, `Dictionary<string, object>`, `int?`, `byte[][]`, `var`. */
export type TypeSyntax = Located &
  (
    | { readonly kind: "name-type"; readonly parts: readonly NamePart[] }
    | { readonly kind: "array-type"; readonly element: TypeSyntax; readonly rank: number }
    | { readonly kind: "nullable-type"; readonly underlying: TypeSyntax }
  );

/** One part of `System.Collections.Generic.List<int>`. Keywords (`int`, `var`) are names too. */
export type NamePart = Located & { readonly name: string; readonly args: readonly TypeSyntax[] };

export type Literal =
  | { readonly type: "null"; readonly value: null }
  | { readonly type: "bool"; readonly value: boolean }
  /** One UTF-16 code unit. */
  | { readonly type: "char"; readonly value: number }
  | { readonly type: "string"; readonly value: string }
  /** Suffixes decide: none, U, L, UL; the binder picks the first type that holds the value (§6.4.5.3). */
  | { readonly type: "integer"; readonly value: bigint; readonly suffix: "" | "u" | "l" | "ul" }
  | { readonly type: "float" | "double"; readonly value: number }
  /** Digits as written, without the suffix: decimals keep their trailing zeros. */
  | { readonly type: "decimal"; readonly text: string };

export type UnaryOperator = "+" | "-" | "!" | "~" | "++" | "--";

export type BinaryOperator =
  | "*"
  | "/"
  | "%"
  | "+"
  | "-"
  | "<<"
  | ">>"
  | "<"
  | ">"
  | "<="
  | ">="
  | "=="
  | "!="
  | "&"
  | "^"
  | "|"
  | "&&"
  | "||"
  | "??";

export type AssignmentOperator = "=" | "*=" | "/=" | "%=" | "+=" | "-=" | "<<=" | ">>=" | "&=" | "^=" | "|=";

export type Argument = Located & {
  readonly name: string | undefined;
  readonly mode: "value" | "out" | "ref";
  /** `out var x`, `out int x`: a declaration instead of a value. */
  readonly value: Expression | OutDeclaration;
};

export type OutDeclaration = Located & {
  readonly kind: "out-declaration";
  readonly type: TypeSyntax;
  /** `_` discards. */
  readonly name: string;
};

export type InterpolationPart =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "hole";
      readonly value: Expression;
      readonly alignment: Expression | undefined;
      readonly format: string | undefined;
    };

/** What stands in the braces after `new T(…)`. */
export type Initializer = Located &
  (
    | { readonly kind: "members"; readonly members: readonly MemberInitializer[] }
    /** `{ a, b }`, `{ { key, value }, … }`: one call of Add for each element. */
    | { readonly kind: "elements"; readonly elements: readonly (readonly Expression[])[] }
  );

export type MemberInitializer = Located & {
  /** `Name = …`, or `["key"] = …`. */
  readonly target:
    | { readonly kind: "member"; readonly name: string }
    | { readonly kind: "index"; readonly arguments: readonly Argument[] };
  readonly value: Expression | Initializer;
};

export type Parameter = Located & { readonly name: string; readonly type: TypeSyntax | undefined };

export type Expression = Located &
  (
    | { readonly kind: "literal"; readonly literal: Literal }
    | { readonly kind: "interpolation"; readonly parts: readonly InterpolationPart[] }
    | { readonly kind: "name"; readonly name: string; readonly typeArgs: readonly TypeSyntax[] }
    /** `int`, `string` and other keywords before a dot: `string.Empty`. */
    | { readonly kind: "type"; readonly type: TypeSyntax }
    | {
        readonly kind: "member";
        readonly receiver: Expression;
        readonly name: string;
        readonly typeArgs: readonly TypeSyntax[];
      }
    | { readonly kind: "index"; readonly receiver: Expression; readonly arguments: readonly Argument[] }
    | { readonly kind: "call"; readonly callee: Expression; readonly arguments: readonly Argument[] }
    /** `receiver?.…`: `access` is the whole rest of the chain, which begins at a `conditional-receiver`. */
    | { readonly kind: "conditional-access"; readonly receiver: Expression; readonly access: Expression }
    | { readonly kind: "conditional-receiver" }
    | {
        readonly kind: "new";
        readonly type: TypeSyntax;
        readonly arguments: readonly Argument[];
        readonly initializer: Initializer | undefined;
      }
    | { readonly kind: "new-anonymous"; readonly fields: readonly AnonymousFieldSyntax[] }
    /** `new int[3]`, `new[] { … }`, `new string[] { … }`; `element` undefined: the best common type. */
    | {
        readonly kind: "new-array";
        readonly element: TypeSyntax | undefined;
        readonly length: Expression | undefined;
        readonly items: readonly Expression[] | undefined;
      }
    | { readonly kind: "default"; readonly type: TypeSyntax | undefined }
    | { readonly kind: "typeof"; readonly type: TypeSyntax }
    | { readonly kind: "nameof"; readonly operand: Expression }
    | { readonly kind: "cast"; readonly type: TypeSyntax; readonly operand: Expression }
    | { readonly kind: "as"; readonly operand: Expression; readonly type: TypeSyntax }
    /** `x is T`, `x is T name`, `x is null`, `x is 3`. A name alone (`x is A.B`) is a type pattern. */
    | { readonly kind: "is"; readonly operand: Expression; readonly pattern: Pattern }
    | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression }
    | { readonly kind: "postfix"; readonly operator: "++" | "--"; readonly operand: Expression }
    | {
        readonly kind: "binary";
        readonly operator: BinaryOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly kind: "assignment";
        readonly operator: AssignmentOperator;
        readonly target: Expression;
        readonly value: Expression;
      }
    | {
        readonly kind: "conditional";
        readonly condition: Expression;
        readonly whenTrue: Expression;
        readonly whenFalse: Expression;
      }
    | {
        readonly kind: "lambda";
        readonly parameters: readonly Parameter[];
        readonly body: Expression | Statement;
      }
    | { readonly kind: "checked"; readonly isChecked: boolean; readonly operand: Expression }
    | { readonly kind: "throw"; readonly operand: Expression }
    /** `(expr)`: kept, since `(a) - b` and warnings depend on it. */
    | { readonly kind: "parenthesized"; readonly operand: Expression }
  );

export type AnonymousFieldSyntax = Located & {
  /** Undefined: the last name of the value (`new { x.Id }`). */
  readonly name: string | undefined;
  readonly value: Expression;
};

export type Pattern = Located &
  (
    | { readonly kind: "type-pattern"; readonly type: TypeSyntax; readonly name: string | undefined }
    | { readonly kind: "constant-pattern"; readonly value: Expression }
    | { readonly kind: "var-pattern"; readonly name: string }
  );

export type Declarator = Located & { readonly name: string; readonly value: Expression | undefined };

export type SwitchSection = Located & {
  readonly labels: readonly SwitchLabel[];
  readonly body: readonly Statement[];
};

export type SwitchLabel = Located &
  (
    | { readonly kind: "case"; readonly pattern: Pattern; readonly when: Expression | undefined }
    | { readonly kind: "default" }
  );

export type CatchClause = Located & {
  readonly type: TypeSyntax | undefined;
  readonly name: string | undefined;
  readonly filter: Expression | undefined;
  readonly body: Statement;
};

export type Statement = Located &
  (
    | { readonly kind: "block"; readonly statements: readonly Statement[] }
    | { readonly kind: "empty" }
    | {
        readonly kind: "local";
        readonly isConst: boolean;
        readonly type: TypeSyntax;
        readonly declarators: readonly Declarator[];
      }
    | {
        readonly kind: "local-function";
        readonly returns: TypeSyntax;
        readonly name: string;
        readonly parameters: readonly (Parameter & { readonly default: Expression | undefined })[];
        readonly body: Expression | Statement;
      }
    | { readonly kind: "expression"; readonly expression: Expression }
    | {
        readonly kind: "if";
        readonly condition: Expression;
        readonly whenTrue: Statement;
        readonly whenFalse: Statement | undefined;
      }
    | {
        readonly kind: "for";
        readonly initial: readonly Statement[];
        readonly condition: Expression | undefined;
        readonly step: readonly Expression[];
        readonly body: Statement;
      }
    | {
        readonly kind: "foreach";
        readonly type: TypeSyntax;
        readonly name: string;
        readonly items: Expression;
        readonly body: Statement;
      }
    | { readonly kind: "while"; readonly condition: Expression; readonly body: Statement }
    | { readonly kind: "do"; readonly body: Statement; readonly condition: Expression }
    | { readonly kind: "switch"; readonly value: Expression; readonly sections: readonly SwitchSection[] }
    | { readonly kind: "return"; readonly value: Expression | undefined }
    | { readonly kind: "break" | "continue" }
    | { readonly kind: "throw-statement"; readonly operand: Expression | undefined }
    | {
        readonly kind: "try";
        readonly body: Statement;
        readonly catches: readonly CatchClause[];
        readonly finally: Statement | undefined;
      }
    /** `using (var x = …) …`; the resource is a local declaration or an expression. */
    | { readonly kind: "using"; readonly resource: Statement; readonly body: Statement }
    | { readonly kind: "checked-block"; readonly isChecked: boolean; readonly body: Statement }
  );

/** `@(…)` holds an expression, `@{…}` a body whose every path returns. */
export type ExpressionSource =
  | { readonly kind: "single"; readonly expression: Expression }
  | { readonly kind: "body"; readonly body: Statement };
