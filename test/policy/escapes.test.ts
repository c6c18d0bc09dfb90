// Attempts to reach JavaScript from a policy expression. Each is refused, or is what it would be in C#: data.
// Nothing that the source names stands in the text that is generated from it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { evalContext } from "#cli/policy/eval-context.ts";
import { generatedText } from "#policy/expression/generate/generate-function.ts";
import { modelObject } from "#policy/value/context/property-members.ts";
import { library } from "#policy/value/library.ts";
import { bindText, evaluateBothWays } from "../harness/both-tiers.ts";

const budget = { fuel: 100_000, bytes: 10_000_000 };

function evaluate(text: string): string {
  return evaluateBothWays(`@${text}`, budget, () => {
    const model = evalContext({ ["__proto__"]: "int", constructor: "JObject", hasOwnProperty: "string" });
    return modelObject("IProxyRequestContext", model);
  });
}

/** Reads of what JavaScript has everywhere: names, and members of every kind of value. */
const refused: Readonly<Record<string, readonly string[]>> = {
  "names of JavaScript": [
    "(globalThis)",
    "(window)",
    "(global.process)",
    "(process.exit(1))",
    '(require("fs"))',
    '(import("fs"))',
    "(Function)",
    '(Function("return 1")())',
    '(new Function("return 1"))',
    '(eval("1"))',
    "(arguments)",
    "(arguments[0])",
    "(this)",
    "(this.constructor)",
    "(undefined)",
    "(NaN)",
    "(Object.prototype)",
    "(Object.getPrototypeOf(context))",
    "(Reflect.ownKeys(context))",
    '(Symbol.for("x"))',
    '(JSON.parse("1"))',
    '(Array.from("ab"))',
    "(Math.constructor)",
    "(String.raw)",
    "(String.fromCharCode(1))",
    "(Proxy)",
    "(WebAssembly)",
    '(Buffer.from("a"))',
    "(console.log(1))",
    "(setTimeout(1))",
    '(fetch("http://a"))',
    "(run)",
    "(run.spend(-1))",
    "(s0)",
    "(v0_0)",
    "(t0)",
    "(constructor)",
    "(__proto__)",
    "(prototype)",
  ],
  "members of JavaScript": [
    "(context.constructor)",
    "(context.__proto__)",
    "(context.prototype)",
    "(context.toString())",
    '(context.hasOwnProperty("a"))',
    "(context.valueOf())",
    "(context.Request.constructor)",
    "(context.Request.values)",
    "(context.Request.model)",
    '(context.Variables.get("a"))',
    "(context.Variables.entries)",
    "(context.Variables.constructor)",
    "(context.Variables.size)",
    "(context.Request.Headers.__proto__)",
    "(context.Request.Body.text)",
    '("a".length)',
    '("a".constructor)',
    '("a".__proto__)',
    '("a".charAt(0))',
    '("a".at(0))',
    '("a".replaceAll("a", "b"))',
    '("a".toString)',
    '("a".toString())',
    '("a".ToString.constructor)',
    '("a".ToString().constructor.constructor("return process")())',
    '("a".match("a"))',
    '("a".Length.constructor)',
    "(1.constructor)",
    "(1.toFixed(1))",
    "(1L.toString())",
    "(true.constructor)",
    "('a'.constructor)",
    "(new[] { 1 }.length)",
    "(new[] { 1 }.map(x => x))",
    "(new[] { 1 }.constructor)",
    "(new[] { 1 }.push(2))",
    "(new[] { 1 }.items)",
    "(new List<int>().items)",
    "(new List<int>().element)",
    "(new List<int>().constructor)",
    "(new Dictionary<string, int>().get)",
    "(new Dictionary<string, int>().constructor)",
    "(new { a = 1 }.constructor)",
    "(new { a = 1 }.values)",
    "(new { a = 1 }.__proto__)",
    "(new JObject().constructor)",
    "(new JObject().clrName)",
    '(new Regex("a").exec("a"))',
    "(DateTime.constructor)",
    "(DateTime.UtcNow.constructor)",
    "(string.constructor)",
    "(string.prototype)",
    "(int.prototype)",
    "(object.assign)",
    "(DayOfWeek.constructor)",
    "(DayOfWeek.__proto__)",
    "(DayOfWeek.toString)",
    "(DayOfWeek.hasOwnProperty)",
    "{ Func<int, int> f = x => x; return f.call(null, 1); }",
    "{ Func<int, int> f = x => x; return f.apply(null, 1); }",
    "{ Func<int, int> f = x => x; return f.bind(null); }",
    "{ Func<int, int> f = x => x; return f.constructor; }",
    "{ Func<int, int> f = x => x; return f.length; }",
    "{ Func<int, int> f = x => x; return f.name; }",
    "{ Func<int, int> f = x => x; return f.caller; }",
    '{ try { throw new Exception("a"); } catch (Exception e) { return e.stack; } }',
    '{ try { throw new Exception("a"); } catch (Exception e) { return e.message; } }',
    '{ try { throw new Exception("a"); } catch (Exception e) { return e.constructor; } }',
    '{ try { throw new Exception("a"); } catch (Exception e) { return e.typeName; } }',
  ],
  "reflection of C#": [
    "(typeof(string))",
    "(typeof(string).Assembly)",
    '("a".GetType())',
    "(context.GetType().Assembly)",
    '(System.Reflection.Assembly.Load("a"))',
    '(Type.GetType("System.IO.File"))',
    '(Activator.CreateInstance("a", "b"))',
    '(System.IO.File.ReadAllText("/etc/passwd"))',
    '(System.Diagnostics.Process.Start("sh"))',
    "(Environment.Exit(1))",
    '(Environment.GetEnvironmentVariable("PATH"))',
    "(new System.Net.WebClient())",
    "(new System.Threading.Thread(null))",
    "{ dynamic d = 1; return d.constructor; }",
  ],
  "writing where nothing is to be written": [
    "{ context.constructor = 1; return 1; }",
    "{ context.__proto__ = null; return 1; }",
    "{ context.Request.__proto__ = null; return 1; }",
    '{ "a".__proto__ = null; return 1; }',
    '{ "a".Length = 5; return 1; }',
    '{ string.Empty = "x"; return 1; }',
    "{ Math.PI = 3; return 1; }",
    "{ DayOfWeek.Monday = 3; return 1; }",
    "{ int.MaxValue++; return 1; }",
    "{ new { a = 1 }.a = 2; return 1; }",
    "(new List<int> { constructor = 1 })",
    "(new UriBuilder { __proto__ = null })",
  ],
  "text that JavaScript reads otherwise": [
    "(`${1}`)",
    "(String.raw`a`)",
    "(eval`1`)",
    "(/a/.constructor)",
    "(() => 1)",
    "(function () { return 1; })",
    "(x => x.constructor)",
    "((() => 1)())",
    "(async () => 1)",
    "(new.target)",
    "(...context)",
    "([1, 2])",
    "({ a: 1 })",
    "(1; globalThis)",
    "(1), globalThis",
    '("a" in context)',
    "(delete context)",
    "(void 0)",
    "(typeof context)",
    "(context instanceof Object)",
    "(1 === 1)",
    "(2 ** 3)",
    "(1 >>> 0)",
    "(1n)",
    "{ let x = 1; return x; }",
    "{ l0: while (true) { break l0; } return 1; }",
    "{ with (context) { return Request; } }",
    "{ debugger; return 1; }",
    "{ yield return 1; }",
    "{ return (a, b) => a; }",
    "{ goto x; x: return 1; }",
    "{ unsafe { return 1; } }",
    "(c\\u006fnstructor)",
    "(context.c\\u006fnstructor)",
    "(context.\\u005f_proto__)",
    '("a".c\\u006fnstructor)',
    "(\\u0067lobalThis)",
    "{ get x() { return 1; } }",
    "(new { get a = 1 })",
    '("a".Substring(constructor: 1))',
    '("a".Substring(__proto__: 1))',
    '(string.Format(format: "a", toString: 1))',
  ],
};

/** Data whose names are those of JavaScript: text → what C# gives. */
const data: Readonly<Record<string, readonly (readonly [text: string, answer: string])[]>> = {
  dictionaries: [
    ['(new Dictionary<string, int>().ContainsKey("__proto__"))', 'System.Boolean "False"'],
    ['(new Dictionary<string, int>().ContainsKey("constructor"))', 'System.Boolean "False"'],
    ['(new Dictionary<string, int> { ["__proto__"] = 1 }["__proto__"])', 'System.Int32 "1"'],
    ['(new Dictionary<string, int> { ["constructor"] = 1, ["toString"] = 2 }.Count)', 'System.Int32 "2"'],
    ['(new Dictionary<string, int> { ["__proto__"] = 1 }.Keys)', '["__proto__"]'],
    ['(new HashSet<string> { "__proto__", "constructor", "__proto__" }.Count)', 'System.Int32 "2"'],
    [
      '{ var d = new Dictionary<string, object>(); d["hasOwnProperty"] = 1; object v; return d.TryGetValue("__proto__", out v); }',
      'System.Boolean "False"',
    ],
    [
      '(new[] { "__proto__", "constructor", "__proto__" }.GroupBy(x => x).Select(g => g.Key + g.Count()))',
      '["__proto__2", "constructor1"]',
    ],
    ['(new[] { "__proto__" }.ToDictionary(x => x, x => 1)["__proto__"])', 'System.Int32 "1"'],
  ],
  JSON: [
    ['(JObject.Parse("{\\"__proto__\\":1}")["__proto__"].ToString())', '"1"'],
    [
      '(JObject.Parse("{\\"__proto__\\":{\\"a\\":1}}").ToString(Newtonsoft.Json.Formatting.None))',
      '"{\\"__proto__\\":{\\"a\\":1}}"',
    ],
    ['(JObject.Parse("{\\"__proto__\\":{\\"a\\":1}}")["a"] == null)', 'System.Boolean "True"'],
    ['(JObject.Parse("{}")["constructor"] == null)', 'System.Boolean "True"'],
    ['(JObject.Parse("{}")["toString"] == null)', 'System.Boolean "True"'],
    ['(JObject.Parse("{}")["hasOwnProperty"] == null)', 'System.Boolean "True"'],
    ['(JObject.Parse("{\\"a\\":{\\"constructor\\":2}}").SelectToken("a.constructor").ToString())', '"2"'],
    ['(JObject.Parse("{}").SelectToken("constructor.prototype") == null)', 'System.Boolean "True"'],
    ['(JObject.Parse("{}").SelectToken("__proto__") == null)', 'System.Boolean "True"'],
    ['(JObject.Parse("{\\"__proto__\\":7}").SelectToken("$.[\'__proto__\']").ToString())', '"7"'],
    [
      '(new JObject(new JProperty("__proto__", 1)).ToString(Newtonsoft.Json.Formatting.None))',
      '"{\\"__proto__\\":1}"',
    ],
    ['{ var o = new JObject(); o["__proto__"] = "x"; return o.Count + (string)o["__proto__"]; }', '"1x"'],
    [
      '{ var o = new JObject(); o["constructor"] = 1; o.Remove("constructor"); return o.Count; }',
      'System.Int32 "0"',
    ],
    [
      '{ var o = new JObject(); JToken v; return o.TryGetValue("__proto__", out v); }',
      'System.Boolean "False"',
    ],
    [
      '(JObject.FromObject(new { __proto__ = 1, constructor = "c" }).ToString(Newtonsoft.Json.Formatting.None))',
      '"{\\"__proto__\\":1,\\"constructor\\":\\"c\\"}"',
    ],
    [
      '(JsonConvert.SerializeObject(new Dictionary<string, int> { ["__proto__"] = 1 }))',
      '"{\\"__proto__\\":1}"',
    ],
    [
      '(JsonConvert.DeserializeObject<Dictionary<string, string>>("{\\"__proto__\\":\\"a\\"}")["__proto__"])',
      '"a"',
    ],
  ],
  names: [
    ["{ var constructor = 1; var __proto__ = 2; return constructor + __proto__; }", 'System.Int32 "3"'],
    [
      "{ var globalThis = 1; var process = 2; var eval = 3; return globalThis + process + eval; }",
      'System.Int32 "6"',
    ],
    ["{ var arguments = 5; var prototype = arguments; return prototype; }", 'System.Int32 "5"'],
    [
      "{ var s0 = 1; var v0_0 = 2; var t0 = 3; var run = 4; return s0 + v0_0 + t0 + run; }",
      'System.Int32 "10"',
    ],
    ["{ var undefined = 1; var NaN = 2; return undefined + NaN; }", 'System.Int32 "3"'],
    ["{ var @new = 1; var @class = 2; return @new + @class; }", 'System.Int32 "3"'],
    ["{ var let = 1; var yield = 2; var function = 3; return let + yield + function; }", 'System.Int32 "6"'],
    ["{ var c\\u006fnstructor = 4; return constructor; }", 'System.Int32 "4"'],
    ["(new[] { 1, 2 }.Select(constructor => constructor + 1))", '[System.Int32 "2", System.Int32 "3"]'],
    ["(new[] { 1 }.Select((__proto__, arguments) => __proto__ + arguments))", '[System.Int32 "1"]'],
    [
      "{ int constructor(int __proto__) { return __proto__ + 1; } return constructor(1); }",
      'System.Int32 "2"',
    ],
    ["(new { constructor = 1, prototype = 2 }.constructor)", 'System.Int32 "1"'],
    ["(new { __proto__ = 1 }.__proto__)", 'System.Int32 "1"'],
    ["(new { __proto__ = 1 }.ToString())", '"{ __proto__ = 1 }"'],
    ["{ var __proto__ = 1; return new { __proto__ }.ToString(); }", '"{ __proto__ = 1 }"'],
    [
      '{ try { throw new Exception("a"); } catch (Exception constructor) { return constructor.Message; } }',
      '"a"',
    ],
    ["{ foreach (var __proto__ in new[] { 3 }) return __proto__; return 0; }", 'System.Int32 "3"'],
    ["(nameof(context.Request))", '"Request"'],
  ],
  texts: [
    ['("${1}")', '"${1}"'],
    ['("`" + "\\\\")', '"`\\\\"'],
    ['("*/ process.exit() /*")', '"*/ process.exit() /*"'],
    ['("\\u2028\\u2029\\0")', '"\\u2028\\u2029\\u0000"'],
    ['("\\"); globalThis.x = 1; (\\"")', '"\\"); globalThis.x = 1; (\\""'],
    ['($"{"constructor"}{{}}")', '"constructor{}"'],
    ['(string.Format("{0}", "${globalThis}"))', '"${globalThis}"'],
    [
      '(string.Format("{constructor}", 1))',
      '!System.FormatException: "Input string was not in a correct format."',
    ],
    [
      '(string.Format("{__proto__}", 1))',
      '!System.FormatException: "Input string was not in a correct format."',
    ],
    ['("a".Replace("a", "$&$1"))', '"$&$1"'],
    ['(Regex.Replace("abc", "b", "$0constructor"))', '"abconstructorc"'],
    ['(Regex.Match("a", "(?<constructor>a)").Groups["constructor"].Value)', '"a"'],
    ['(Regex.Match("a", "(?<__proto__>a)").Groups["toString"].Success)', 'System.Boolean "False"'],
    ['("abc".Split(\'b\')["constructor".Length - 11])', '"a"'],
  ],
  library: [
    [
      '{ try { Encoding.GetEncoding("constructor"); return "found"; } catch (ArgumentException) { return "none"; } }',
      '"none"',
    ],
    ["(new DateTime(2026, 1, 1).ToString(\"'constructor'\"))", '"constructor"'],
    ['(XElement.Parse("<constructor __proto__=\'1\'/>").Attribute("__proto__").Value)', '"1"'],
    ['(XElement.Parse("<a/>").Attribute("constructor") == null)', 'System.Boolean "True"'],
    ['(XElement.Parse("<a><__proto__>x</__proto__></a>").Element("__proto__").Value)', '"x"'],
    ['(string.Join(",", new UriBuilder("https://a/?__proto__=1").Query))', '"?__proto__=1"'],
  ],
  context: [
    ['(context.Variables["__proto__"])', 'System.Int32 "3"'],
    ['(context.Variables.ContainsKey("__proto__"))', 'System.Boolean "True"'],
    ['(context.Variables.ContainsKey("toString"))', 'System.Boolean "False"'],
    ['(context.Variables.GetValueOrDefault<string>("valueOf", "none"))', '"none"'],
    ['((string)context.Variables["hasOwnProperty"])', '"v-1,v-2"'],
    ['(((JObject)context.Variables["constructor"])["constructor"] == null)', 'System.Boolean "True"'],
    ['(context.Request.Headers.GetValueOrDefault("__proto__", "none"))', '"none"'],
    ['(context.Request.Headers.ContainsKey("constructor"))', 'System.Boolean "False"'],
    ['(context.Request.Url.Query.GetValueOrDefault("__proto__", "none"))', '"none"'],
    ['(context.Request.MatchedParameters.ContainsKey("constructor"))', 'System.Boolean "False"'],
    ['(context.Request.Body.As<JObject>()["__proto__"] == null)', 'System.Boolean "True"'],
  ],
};

/** What generated text may consist of besides numbers and operators. */
const OWN_NAME =
  /^(?:[stl]\d+|l\d+b|v\d+_\d+|a\d+_\d+|v|n|run|context|spend|enter|leave|value|length|null|true|false|let|const|of|return|if|else|for|new|try|catch|finally|throw|break|switch|case|Number)$/;

function foreignNames(text: string): string[] {
  const bound = bindText(`@${text}`);
  if (!("body" in bound)) return [];
  const words = generatedText(library(), bound).match(/[A-Za-z_$\\][\w$\\]*|["'`\\]/g) ?? [];
  return words.filter((word) => !OWN_NAME.test(word) && word !== "'");
}

describe("nothing of JavaScript can be reached by", () => {
  for (const [name, texts] of Object.entries(refused)) {
    test(name, () => {
      for (const text of texts) {
        const bound = bindText(`@${text}`);
        assert.ok(!("body" in bound) && bound.length > 0, `${text} compiles, and gives ${evaluate(text)}`);
      }
    });
  }
});

describe("names of JavaScript are data in", () => {
  for (const [name, rows] of Object.entries(data)) {
    test(name, () => {
      for (const [text, answer] of rows) assert.equal(evaluate(text), answer, text);
    });
    test(`${name}, and none of them stands in the generated text`, () => {
      for (const [text] of rows) assert.deepEqual(foreignNames(text), [], text);
    });
  }
});

test("the prototypes of JavaScript are as they were", () => {
  assert.equal(Object.hasOwn(Object.prototype, "a"), false);
  assert.equal(({} as { readonly x?: unknown }).x, undefined);
  assert.equal(Reflect.get(globalThis, "x"), undefined);
});
