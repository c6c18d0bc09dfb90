import assert from "node:assert/strict";
import { test } from "node:test";
import { boundValue } from "../../../../test/harness/bound-value.ts";

/** Call → the member that C# calls. */
const rows: readonly (readonly [text: string, member: string])[] = [
  ["Math.Max(1, 2)", "System.Math: static int Max(int val1, int val2)"],
  ["Math.Max(1, 2L)", "System.Math: static long Max(long val1, long val2)"],
  ["Math.Max(1, 2.5)", "System.Math: static double Max(double val1, double val2)"],
  ["Math.Max(1u, 2)", "System.Math: static uint Max(uint val1, uint val2)"],
  ["Math.Max((byte)1, (byte)2)", "System.Math: static byte Max(byte val1, byte val2)"],
  ["Math.Max('a', 'b')", "System.Math: static ushort Max(ushort val1, ushort val2)"],
  ["Math.Max(1.5f, 2)", "System.Math: static float Max(float val1, float val2)"],
  ["Math.Max(1m, 2)", "System.Math: static decimal Max(decimal val1, decimal val2)"],
  ["Math.Floor(5.5)", "System.Math: static double Floor(double d)"],
  ['"a".Substring(1)', "System.String: string Substring(int startIndex)"],
  ['"a".Substring(length: 1, startIndex: 0)', "System.String: string Substring(int startIndex, int length)"],
  ["\"a\".IndexOf('a')", "System.String: int IndexOf(char value)"],
  ['"a".IndexOf("a")', "System.String: int IndexOf(string value)"],
  ["\"a\".Split('a', 'b')", "System.String: string[] Split(params char[] separator)"],
  ["\"a\".Split(new[] { 'a' })", "System.String: string[] Split(params char[] separator)"],
  [
    '"a".Split(new[] { "a" }, StringSplitOptions.None)',
    "System.String: string[] Split(string[] separator, StringSplitOptions options)",
  ],
  ['"a".Trim()', "System.String: string Trim()"],
  ["\"a\".Trim('a')", "System.String: string Trim(params char[] trimChars)"],
  ['"a".Equals("b")', "System.String: bool Equals(string value)"],
  ['"a".Equals((object)"b")', "System.String: bool Equals(object obj)"],
  ['"a".Equals(null)', "System.String: bool Equals(string value)"],
  ['string.Format("{0}", 1)', "System.String: static string Format(string format, object arg0)"],
  [
    'string.Format("{0}", new object[] { 1 })',
    "System.String: static string Format(string format, params object[] args)",
  ],
  [
    'string.Join(",", "a", "b")',
    "System.String: static string Join(string separator, params string[] value)",
  ],
  [
    'string.Join(",", new List<string>())',
    "System.String: static string Join(string separator, IEnumerable<string> values)",
  ],
  [
    'string.Join(",", new List<int>())',
    "System.String: static string Join<T>(string separator, IEnumerable<T> values)",
  ],
  ['string.Join(",", 1, 2)', "System.String: static string Join(string separator, params object[] values)"],
  ['string.Concat("a", 1)', "System.String: static string Concat(object arg0, object arg1)"],
  ['Convert.ToInt32("1")', "System.Convert: static int ToInt32(string value)"],
  ["Convert.ToInt32('a')", "System.Convert: static int ToInt32(char value)"],
  ["Convert.ToInt32((object)1)", "System.Convert: static int ToInt32(object value)"],
  ["Convert.ToInt32((byte)1)", "System.Convert: static int ToInt32(byte value)"],
  ["Convert.ToString((object)null)", "System.Convert: static string ToString(object value)"],
  ["1.Equals(1)", "System.Int32: bool Equals(int obj)"],
  ["1.Equals(1L)", "System.Int32: bool Equals(object obj)"],
  ["new[] { 1 }.Sum()", "System.Linq.Enumerable: static int Sum(this IEnumerable<int> source)"],
  ["new[] { 1.5 }.Sum()", "System.Linq.Enumerable: static double Sum(this IEnumerable<double> source)"],
  [
    'new[] { "a" }.Sum(x => x.Length)',
    "System.Linq.Enumerable: static int Sum<TSource>(this IEnumerable<TSource> source, Func<TSource, int> selector)",
  ],
  [
    "new[] { 1 }.Count()",
    "System.Linq.Enumerable: static int Count<TSource>(this IEnumerable<TSource> source)",
  ],
  ["new List<int>().Count", "System.Collections.Generic.List: int Count"],
  [
    "new List<int>().Count(x => x > 1)",
    "System.Linq.Enumerable: static int Count<TSource>(this IEnumerable<TSource> source, Func<TSource, bool> predicate)",
  ],
  ["new List<int>().Contains(1)", "System.Collections.Generic.List: bool Contains(T item)"],
  ["new DateTime(5L)", "System.DateTime: new(long ticks)"],
  ["new DateTime(2026, 1, 1)", "System.DateTime: new(int year, int month, int day)"],
  ["new string('a', 3)", "System.String: new(char c, int count)"],
  ["new List<int>(5)", "System.Collections.Generic.List: new(int capacity)"],
  ["new List<int>(new[] { 1 })", "System.Collections.Generic.List: new(IEnumerable<T> collection)"],
  ["new JArray(1, 2)", "Newtonsoft.Json.Linq.JArray: new(params object[] content)"],
  ['new JValue("a")', "Newtonsoft.Json.Linq.JValue: new(string value)"],
  ["new JValue(1)", "Newtonsoft.Json.Linq.JValue: new(long value)"],
  [
    'context.Variables.GetValueOrDefault("a", "b")',
    "PolicyExtensions: static T GetValueOrDefault<T>(this IReadOnlyDictionary<string, object> dictionary, string key, T defaultValue)",
  ],
  [
    "context.Request.Body.As<JObject>(preserveContent: true)",
    "IMessageBody: T As<T>(bool preserveContent = false)",
  ],
  [
    "DateTime.UtcNow - DateTime.UtcNow",
    "System.DateTime: static TimeSpan operator -(DateTime d1, DateTime d2)",
  ],
  ["DateTime.UtcNow - TimeSpan.Zero", "System.DateTime: static DateTime operator -(DateTime d, TimeSpan t)"],
];

test("the overload that C# would choose is called", () => {
  for (const [text, member] of rows) {
    const value = boundValue(text);
    const call = value.kind === "sequence" ? value.value : value;
    assert.equal(call.kind === "call" ? call.member.display : call.kind, member, text);
  }
});

test("extension methods are called like methods, and may be called as what they are", () => {
  const [method, plain] = ["new[] { 1 }.Count()", "Enumerable.Count(new[] { 1 })"].map(boundValue);
  assert.ok(method?.kind === "call" && plain?.kind === "call");
  assert.equal(method.member.display, plain.member.display);
});
