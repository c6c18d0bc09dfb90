// The bound tree: what both tiers run. Every name is resolved to a local, a parameter or a member of the
// catalogue, every conversion stands as a node of its own, every operator names the arithmetic that it does.
// Values are in static representation (../value/boxed.ts) of the node's type.

import type { ClrType } from "../type/clr-type.ts";
import type { Implementation, ReifiedImplementation } from "../type/type-definition.ts";

/** One variable of the source: locals, parameters, pattern variables. */
export type BoundLocal = {
  readonly name: string;
  readonly type: ClrType;
  /** The function that declares it; 0 is the expression itself, lambdas and local functions count up. */
  readonly owner: number;
  /** Place in its function's frame. */
  readonly slot: number;
  /** A lambda or local function reads or writes it: it lives in a cell made anew where it is declared. */
  isCaptured: boolean;
};

/** How a member is called, once overload resolution has chosen it. */
export type BoundMember = {
  /** `System.String.Substring(int startIndex)`: for messages, traces and the reference. */
  readonly display: string;
  readonly body:
    | { readonly kind: "plain"; readonly run: Implementation }
    | { readonly kind: "reified"; readonly run: ReifiedImplementation; readonly types: readonly ClrType[] };
  /** Whether a null receiver is NullReferenceException (extension methods get it as it is). */
  readonly isInstance: boolean;
};

/**
 * The arithmetic of an operator after C#'s numeric promotion: operands are of this kind already. `reference`
 * compares identity, `string` is C#'s string `+`, `==`, `!=` (null is an empty string in `+`).
 */
export type OperandKind =
  | "int"
  | "uint"
  | "long"
  | "ulong"
  | "float"
  | "double"
  | "decimal"
  | "bool"
  | "string"
  | "reference"
  /** Enums: `==`, `<`, `|`, `&`, `^`, `~` on their numbers. */
  | "enum";

export type ArithmeticOperator =
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
  | "|";

export type Conversion =
  /** Between numeric types, char and enums; unchecked unless `isChecked`. */
  | { readonly kind: "numeric"; readonly from: ClrType; readonly to: ClrType; readonly isChecked: boolean }
  /** Value type → object or interface. */
  | { readonly kind: "box"; readonly from: ClrType }
  /** Object → value type: exactly that type, else InvalidCastException; null is NullReferenceException. */
  | { readonly kind: "unbox"; readonly to: ClrType }
  /** Reference downcast with its check. Upcasts are `identity`. */
  | { readonly kind: "reference"; readonly to: ClrType }
  | { readonly kind: "identity" }
  /** `implicit operator` or `explicit operator` of either type. */
  | { readonly kind: "user"; readonly member: BoundMember }
  /** T → T? is `identity`; T? → T throws InvalidOperationException for null. */
  | { readonly kind: "unwrap-nullable" }
  /** One after the other: a user-defined conversion between two of the language's own. */
  | { readonly kind: "chain"; readonly steps: readonly Conversion[] }
  /** T? → U?: null stays null. */
  | { readonly kind: "lifted"; readonly inner: Conversion };

type Typed = { readonly type: ClrType; readonly at: number };

export type BoundExpression = Typed &
  /** In static representation; decimals and longs are made once. */
  (
    | { readonly kind: "constant"; readonly value: unknown }
    | { readonly kind: "local"; readonly local: BoundLocal }
    | { readonly kind: "context" }
    | { readonly kind: "call"; readonly member: BoundMember; readonly operands: readonly BoundExpression[] }
    /** A delegate value is called. */
    | {
        readonly kind: "invoke";
        readonly target: BoundExpression;
        readonly operands: readonly BoundExpression[];
      }
    | {
        readonly kind: "call-local";
        readonly function: BoundFunction;
        readonly operands: readonly BoundExpression[];
      }
    /** `out x`, `ref x` as an operand: a Ref made for the call, read back into the target after it. */
    | { readonly kind: "by-ref"; readonly target: BoundTarget; readonly isOut: boolean }
    | { readonly kind: "array-item"; readonly array: BoundExpression; readonly index: BoundExpression }
    | { readonly kind: "array-length"; readonly array: BoundExpression }
    | { readonly kind: "new-array"; readonly element: ClrType; readonly items: readonly BoundExpression[] }
    | { readonly kind: "new-array-of"; readonly element: ClrType; readonly length: BoundExpression }
    | { readonly kind: "new-anonymous"; readonly values: readonly BoundExpression[] }
    | { readonly kind: "anonymous-field"; readonly value: BoundExpression; readonly index: number }
    /** Runs the steps with `local` holding the new object, then is that object (initialisers). */
    | {
        readonly kind: "initialized";
        readonly local: BoundLocal;
        readonly made: BoundExpression;
        readonly steps: readonly BoundExpression[];
      }
    | { readonly kind: "convert"; readonly operand: BoundExpression; readonly conversion: Conversion }
    | {
        readonly kind: "binary";
        readonly operator: ArithmeticOperator;
        readonly operands: OperandKind;
        readonly isChecked: boolean;
        /** `int? + int?`: null when either is null; comparisons false. */
        readonly isLifted: boolean;
        readonly left: BoundExpression;
        readonly right: BoundExpression;
      }
    | {
        readonly kind: "unary";
        readonly operator: "-" | "~" | "!";
        readonly operands: OperandKind;
        readonly isChecked: boolean;
        readonly isLifted: boolean;
        readonly operand: BoundExpression;
      }
    | { readonly kind: "and" | "or"; readonly left: BoundExpression; readonly right: BoundExpression }
    /** `a ?? b`; `left` is converted by `whenPresent`. */
    | {
        readonly kind: "coalesce";
        readonly left: BoundExpression;
        readonly whenPresent: Conversion;
        readonly right: BoundExpression;
      }
    | {
        readonly kind: "conditional";
        readonly condition: BoundExpression;
        readonly whenTrue: BoundExpression;
        readonly whenFalse: BoundExpression;
      }
    /** `receiver?.access`: null when the receiver is; `local` holds the receiver inside `access`. */
    | {
        readonly kind: "conditional-access";
        readonly receiver: BoundExpression;
        readonly local: BoundLocal;
        readonly access: BoundExpression;
      }
    | { readonly kind: "is"; readonly operand: BoundExpression; readonly test: BoundTest }
    | { readonly kind: "as"; readonly operand: BoundExpression; readonly to: ClrType }
    /** Compound assignments are written out by the binder: `target = target op value`. */
    | { readonly kind: "assign"; readonly target: BoundTarget; readonly value: BoundExpression }
    /** `x++`: the value before, `target` read once. `++x` is an `assign`. */
    | {
        readonly kind: "post-step";
        readonly target: BoundTarget;
        readonly before: BoundLocal;
        readonly read: BoundExpression;
        readonly after: BoundExpression;
      }
    /** Evaluates `first` in order into their locals, then is `value`. */
    | {
        readonly kind: "sequence";
        readonly first: readonly { readonly local: BoundLocal; readonly value: BoundExpression }[];
        readonly value: BoundExpression;
      }
    | { readonly kind: "lambda"; readonly function: BoundFunction }
    | { readonly kind: "interpolation"; readonly parts: readonly BoundInterpolationPart[] }
    | { readonly kind: "throw"; readonly operand: BoundExpression }
  );

export type BoundInterpolationPart =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "hole";
      readonly value: BoundExpression;
      readonly alignment: number;
      readonly format: string | undefined;
    };

export type BoundTarget =
  | { readonly kind: "local"; readonly local: BoundLocal }
  | { readonly kind: "array-item"; readonly array: BoundExpression; readonly index: BoundExpression }
  /** Property or indexer: the setter's operands without the value, which comes last. */
  | { readonly kind: "setter"; readonly member: BoundMember; readonly operands: readonly BoundExpression[] }
  | { readonly kind: "discard" };

export type BoundTest =
  /** `is T name`: `local` undefined when no name is given. */
  | { readonly kind: "type"; readonly type: ClrType; readonly local: BoundLocal | undefined }
  /** Object.Equals with a constant in object representation, `null` included. */
  | { readonly kind: "constant"; readonly value: unknown }
  | { readonly kind: "var"; readonly local: BoundLocal };

export type BoundFunction = {
  readonly id: number;
  readonly name: string;
  readonly parameters: readonly BoundLocal[];
  /** Local functions: the variable of the surrounding function that holds them. */
  readonly local: BoundLocal | undefined;
  /** Slots that a frame of it needs. Filled when its body has been bound. */
  slots: number;
  returns: ClrType;
  body: BoundBody;
};

export type BoundBody =
  | { readonly kind: "value"; readonly value: BoundExpression }
  | { readonly kind: "statements"; readonly statement: BoundStatement };

export type BoundStatement = { readonly at: number } & (
  | { readonly kind: "block"; readonly statements: readonly BoundStatement[] }
  | { readonly kind: "declare"; readonly local: BoundLocal; readonly value: BoundExpression | undefined }
  | { readonly kind: "declare-function"; readonly function: BoundFunction }
  | { readonly kind: "expression"; readonly expression: BoundExpression }
  | {
      readonly kind: "if";
      readonly condition: BoundExpression;
      readonly whenTrue: BoundStatement;
      readonly whenFalse: BoundStatement | undefined;
    }
  /** for, while and do: `condition` before or after the body; one step of fuel for each turn. */
  | {
      readonly kind: "loop";
      readonly initial: readonly BoundStatement[];
      readonly condition: BoundExpression | undefined;
      readonly isConditionLast: boolean;
      readonly step: readonly BoundExpression[];
      readonly body: BoundStatement;
    }
  /** `items` yields an IEnumerable; each item is converted from the element type. */
  | {
      readonly kind: "foreach";
      readonly local: BoundLocal;
      readonly items: BoundExpression;
      readonly conversion: Conversion;
      readonly body: BoundStatement;
    }
  | {
      readonly kind: "switch";
      readonly value: BoundExpression;
      readonly sections: readonly BoundSwitchSection[];
    }
  | { readonly kind: "return"; readonly value: BoundExpression | undefined }
  | { readonly kind: "break" | "continue" }
  /** `throw;` has no operand and stands in a catch. */
  | { readonly kind: "throw"; readonly operand: BoundExpression | undefined }
  | {
      readonly kind: "try";
      readonly body: BoundStatement;
      readonly catches: readonly BoundCatch[];
      readonly finally: BoundStatement | undefined;
    }
);

export type BoundSwitchSection = {
  readonly labels: readonly BoundSwitchLabel[];
  readonly body: readonly BoundStatement[];
};

export type BoundSwitchLabel =
  | { readonly kind: "case"; readonly test: BoundTest; readonly when: BoundExpression | undefined }
  | { readonly kind: "default" };

export type BoundCatch = {
  /** Full name of the exception type; System.Exception catches all but BudgetExceeded. */
  readonly type: string;
  readonly local: BoundLocal | undefined;
  readonly filter: BoundExpression | undefined;
  readonly body: BoundStatement;
};
