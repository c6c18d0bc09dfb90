// Writes the answers of a real CLR into tables: `sh bin/node test/conformance/clr-expression/ask-clr.ts
// TABLE.txt…`. Needs Mono (mono-mcs, mono-runtime, libmono-cil-dev); the tests need only the tables.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readExpressionTable, withAnswers } from "./expression-table.ts";

const prelude = `using System; using System.Text; using System.Linq; using System.Globalization; using System.IO;
using System.Collections; using System.Collections.Generic; using System.Xml; using System.Xml.Linq; using System.Xml.XPath;
static class Program {
  static string Quote(string s) {
    var b = new StringBuilder("\\"");
    foreach (char c in s) {
      if (c == '"' || c == '\\\\') b.Append('\\\\').Append(c);
      else if (c < 32 || c > 126) b.Append("\\\\u").Append(((int)c).ToString("x4"));
      else b.Append(c);
    }
    return b.Append('"').ToString();
  }
  static string Show(object o) {
    if (o == null) return "null";
    if (o is string) return Quote((string)o);
    if (o is IEnumerable && !(o is XmlNode)) {
      return "[" + string.Join(", ", ((IEnumerable)o).Cast<object>().Select(Show)) + "]";
    }
    return o.GetType().FullName + " " + Quote(o.ToString());
  }
  static void T(Func<object> f) {
    string r;
    try { r = Show(f()); } catch (Exception e) { r = "!" + e.GetType().FullName + ": " + Quote(e.Message); }
    Console.WriteLine(r);
  }
  static void Main() {
    System.Threading.Thread.CurrentThread.CurrentCulture = CultureInfo.InvariantCulture;
`;

/** `(…)` and `{…}` are what stands behind the @ of a policy expression. */
function ask(expressions: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "clr-"));
  const source = join(folder, "ask.cs");
  const program = join(folder, "ask.exe");
  const probes = expressions.map((text, index) => {
    const body = text.startsWith("{") ? text : `{ return ${text}; }`;
    return `static object F${index}()\n#line ${index + 1} "row"\n${body}`;
  });
  const calls = expressions.map((_, index) => `    T(F${index});`);
  writeFileSync(source, `${prelude}${calls.join("\n")}\n  }\n${probes.join("\n")}\n}\n`);
  const references = ["-r:System.Xml.dll", "-r:System.Xml.Linq.dll"];
  const quiet = "-nowarn:0162,0168,0219,0612,0618";
  execFileSync("mcs", ["-langversion:7.2", quiet, ...references, `-out:${program}`, source], {
    stdio: "inherit",
  });
  const env = { ...process.env, TZ: "UTC" };
  return execFileSync("mono", [program], { encoding: "utf8", env, maxBuffer: 1e8 }).trimEnd().split("\n");
}

for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf8");
  writeFileSync(path, withAnswers(text, ask(readExpressionTable(text).map(({ expression }) => expression))));
}
