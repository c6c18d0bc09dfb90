// One entry of the table: a token that must be refused, and with which reason.

import type { TokenRule } from "#identity/token-rule.ts";
import type { TokenFailureReason } from "#identity/token-verdict.ts";

export type AttackCase = {
  readonly name: string;
  readonly token: string | Promise<string>;
  readonly reason: TokenFailureReason;
  /** What differs from the table's rule. */
  readonly rule?: Partial<TokenRule>;
};

/** Cases of one reason. */
export function refusedAs(
  reason: TokenFailureReason,
  tokens: Readonly<Record<string, string | Promise<string>>>,
  rule?: Partial<TokenRule>,
): AttackCase[] {
  return Object.entries(tokens).map(([name, token]) =>
    rule === undefined ? { name, token, reason } : { name, token, reason, rule },
  );
}
