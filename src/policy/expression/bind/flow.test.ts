import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bindText } from "../../../../test/harness/both-tiers.ts";

const returning: readonly string[] = [
  "return 1;",
  "throw new Exception();",
  "if (true) return 1;",
  "if (context == null) return 1; else return 2;",
  "if (context == null) return 1; else throw new Exception();",
  "while (true) { }",
  "for (;;) { }",
  "do { } while (true);",
  "do { return 1; } while (context == null);",
  "while (true) { while (context == null) { break; } }",
  "while (true) { switch (1) { case 1: break; } }",
  "switch (1) { case 1: return 1; default: throw new Exception(); }",
  "try { return 1; } catch (Exception) { return 2; }",
  "try { return 1; } finally { }",
  "try { } finally { throw new Exception(); }",
  'using (new StringReader("")) { return 1; }',
  "checked { return 1; }",
  "{ { return 1; } }",
];

const falling: readonly string[] = [
  "",
  "if (context == null) return 1;",
  "if (false) return 1;",
  "if (context == null) return 1; else { }",
  "while (context == null) return 1;",
  "while (true) { break; }",
  "while (true) { if (context == null) break; }",
  "while (true) { try { break; } finally { } }",
  "for (;;) { if (context == null) { break; } }",
  "do { continue; } while (context == null);",
  "do { if (context == null) continue; return 1; } while (context == null);",
  "foreach (var x in new[] { 1 }) return 1;",
  "switch (1) { case 1: return 1; }",
  "switch (1) { case 1: break; default: return 1; }",
  "try { return 1; } catch (Exception) { }",
  "try { } catch (Exception) { return 1; }",
  "Func<int> f = () => { return 1; };",
  "int F() { return 1; }",
];

describe("whether every path returns", () => {
  test("is seen where it does", () => {
    for (const body of returning) assert.ok("body" in bindText(`@{ ${body} }`), body);
  });

  test("is seen where it does not", () => {
    for (const body of falling) {
      const bound = bindText(`@{ ${body} }`);
      assert.ok(!("body" in bound), body);
      assert.deepEqual(
        bound.map(({ code }) => code),
        ["no-return"],
        body,
      );
    }
  });
});
