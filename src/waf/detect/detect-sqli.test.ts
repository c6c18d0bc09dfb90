import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { detectSqli } from "./detect-sqli.ts";

/** Value, context and reason. */
const ATTACKS: readonly (readonly [string, string, string])[] = [
  ["1 UNION SELECT username, password FROM users", "as-is", "union-select"],
  ["1/**/union/**/all/**/select/**/1,2,3", "as-is", "union-select"],
  ["-1 /*!50000union*/ /*!50000select*/ 1,2", "as-is", "conditional-comment"],
  ["9.9union select null", "as-is", "union-select"],
  ["x' union select @@version -- ", "single-quoted", "union-select"],
  ["$tag$a$tag$ union select 1 from t", "as-is", "union-select"],
  ["_latin1'a' union select 1 from t", "as-is", "union-select"],
  ["1 or 1=1", "as-is", "boolean-clause"],
  ["1 || 1=1", "as-is", "boolean-clause"],
  ["1) or (1=1", "as-is", "boolean-clause"],
  ["' or '1'='1", "single-quoted", "boolean-clause"],
  ["' or 1=1#", "single-quoted", "boolean-clause"],
  ['" or "a"="a', "double-quoted", "boolean-clause"],
  ["x' and email like '%a", "single-quoted", "string-reentry"],
  ["x' and 1 between 0 and 2", "single-quoted", "boolean-clause"],
  ["a'||'b", "single-quoted", "string-reentry"],
  ["a'+'b", "single-quoted", "string-reentry"],
  ["x'; DROP TABLE users; --", "single-quoted", "stacked-statement"],
  ["1; exec master..xp_cmdshell 'dir'", "as-is", "procedure-call"],
  ["1;WAITFOR DELAY '0:0:5'", "as-is", "stacked-statement"],
  ["1 and sleep(5)", "as-is", "dangerous-call"],
  ["sleep(20)", "as-is", "dangerous-call"],
  ["1||pg_sleep(5)", "as-is", "dangerous-call"],
  ["1 and (select count(*) from users)>0", "as-is", "subquery"],
  ["(case when 1=1 then 1 else 0 end)", "as-is", "case-expression"],
  ["1 and iif(2=2,1,0)", "as-is", "boolean-clause"],
  ["x,iif(2=2,1,0)", "as-is", "conditional-call"],
  ["1) as x where 2=2 and (3=3", "as-is", "boolean-clause"],
  ["x' in boolean mode) and 2=2#", "single-quoted", "boolean-clause"],
  ["12 Main Road and 5=5", "as-is", "boolean-clause"],
  ["x` where 1=1 and `a`=`a", "back-quoted", "boolean-clause"],
  ["1\xc2\xa0or\xe2\x80\x83{x 1}={x 1}", "as-is", "boolean-clause"],
  ["x' 'y' or 1=1", "single-quoted", "boolean-clause"],
  ["date '2026-01-31' union select 1", "as-is", "union-select"],
  ["'+(select pw from u where id=1)+'", "single-quoted", "subquery"],
  ["/a/*/*/2 union all/b", "as-is", "comment-obfuscation"],
  ["1 order by 10", "as-is", "column-probe"],
  ["x' order by 3-- ", "single-quoted", "column-probe"],
  ["1 into outfile '/tmp/x'", "as-is", "file-write"],
  ["admin'--", "single-quoted", "comment-tail"],
  ["admin' #", "single-quoted", "comment-tail"],
  ["admin')/*", "single-quoted", "comment-tail"],
  ["1--", "as-is", "comment-tail"],
  ["select name, pass from users where id=1", "as-is", "select-statement"],
  ["\\'; drop table users; --", "single-quoted", "stacked-statement"],
];

const CLEAN: readonly string[] = [
  "",
  "O'Reilly",
  "O'Reilly's \"best\"",
  "rock 'n' roll",
  "dogs' and cats' toys",
  "1 or 2",
  "1 and 1/2 cups",
  "SELECT your plan",
  "select 2 toppings",
  "union station",
  "student union select committee",
  "drop table cloth",
  "order by phone",
  "order by 12",
  "sleep (8 hours)",
  "European Union (select members)",
  "sum(a) = 3 and max(c) = 4",
  "'quoted' = \"quoted\"",
  "status = 'open' AND assignee = 'bob' ORDER BY created DESC",
  "utmcsr=(direct)|utmccn=(direct)|utmcmd=(none)",
  'a:2:{s:3:"foo";s:3:"bar";s:1:"n";i:1;}',
  "insert coin to continue",
  "Insert coin into slot; update your set of rules",
  "the union of workers; select members only",
  "Order 66; execute order",
  "exec summary: see report",
  "update your profile",
  "fish & chips; salt -- pepper",
  "C# and F#",
  "tweet #1 or #2",
  "a < b > c",
  "<3",
  "x = y + z",
  "(555) 123-4567",
  "5'10\" tall",
  '7" vinyl',
  "price: $5 or $6",
  "2026-01-31T10:00:00+01:00",
  "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
  "aGVsbG8gd29ybGQ=",
  '{"name":"O\'Neil","tags":["a","b"],"n":1}',
  "# Title\n\n- one\n- two -- three\n",
  "if (a == 1 && b == 2) { return foo('x' + y); }",
  "const x = a || b;",
  "https://example.org/a?b=1&c=2#d",
  "user@example.org",
  "/usr/local/bin/*",
  "*/5 * * * *",
  "41/po/*",
  "the '+' key, the '=' key",
  "program.option('--all', 'show all')",
  "run `exec` and `/external/*`",
  "a library; if not, write to the foundation",
  "if (err || !client) {",
  "/post/foo/24 union all select 1,2,3 from aa/bar",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
  "text/html,application/xml;q=0.9,*/*;q=0.8",
];

describe("detectSqli", () => {
  test("finds what a long expression hides", () => {
    const value = `1${"+1".repeat(5000)} union select name from users`;
    assert.deepEqual(detectSqli(value), { context: "as-is", reason: "union-select" });
  });

  for (const [value, context, reason] of ATTACKS) {
    test(`takes ${JSON.stringify(value)} for an injection`, () => {
      assert.deepEqual(detectSqli(value), { context, reason });
    });
  }

  for (const value of CLEAN) {
    test(`leaves ${JSON.stringify(value.slice(0, 60))} alone`, () => {
      assert.equal(detectSqli(value), undefined);
    });
  }
});
