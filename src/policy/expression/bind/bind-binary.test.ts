import assert from "node:assert/strict";
import { test } from "node:test";
import { boundValue } from "../../../../test/harness/bound-value.ts";
import { typeName } from "../../type/clr-type.ts";

/** Expression → its type by numeric promotion, lifting and the like. */
const rows: readonly (readonly [text: string, type: string])[] = [
  ["1 + 1L", "System.Int64"],
  ["1 + 'a'", "System.Int32"],
  ["1u + 1", "System.UInt32"],
  ["1u + 1L", "System.Int64"],
  ["1 + 1.5f", "System.Single"],
  ["1m + 1", "System.Decimal"],
  ["(byte)1 + (byte)1", "System.Int32"],
  ["1 / 2", "System.Int32"],
  ["'a' + 'b'", "System.Int32"],
  ["1 == 1", "System.Boolean"],
  ["true ? 1 : 2L", "System.Int64"],
  ["true ? 'a' : 1", "System.Int32"],
  ["true ? 1 : (int?)2", "System.Nullable<System.Int32>"],
  ["(int?)1 + 1", "System.Nullable<System.Int32>"],
  ["(int?)1 + 1L", "System.Nullable<System.Int64>"],
  ["-1u", "System.Int64"],
  ["~(byte)1", "System.Int32"],
  ["1 << 2", "System.Int32"],
  ["1L << 2", "System.Int64"],
  ['new { a = 1, b = "x" }.b.Length', "System.Int32"],
  ["(int?)1 ?? 2", "System.Int32"],
  ["(int?)1 ?? (int?)2", "System.Nullable<System.Int32>"],
  ["(int?)1 ?? 2L", "System.Int64"],
  ['"a"?.Length', "System.Nullable<System.Int32>"],
  ['"a"?.Length + 1', "System.Nullable<System.Int32>"],
  ["DayOfWeek.Monday + 1", "System.DayOfWeek"],
  ["DayOfWeek.Monday - DayOfWeek.Friday", "System.Int32"],
  ["(DateTime?)null - DateTime.UtcNow", "System.Nullable<System.TimeSpan>"],
  ["(DateTime?)null < DateTime.UtcNow", "System.Boolean"],
  ["TimeSpan.Zero - TimeSpan.Zero", "System.TimeSpan"],
  ["-TimeSpan.Zero", "System.TimeSpan"],
  ["default(int)", "System.Int32"],
  ["checked(1 + 1L)", "System.Int64"],
  ["nameof(context).Length", "System.Int32"],
];

test("operators have the types that C# gives them", () => {
  for (const [text, type] of rows) assert.equal(typeName(boundValue(text).type), type, text);
});
