import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { detectXss } from "./detect-xss.ts";

/** Value, context and reason. */
const ATTACKS: readonly (readonly [string, string, string])[] = [
  ["<script>alert(1)</script>", "text", "script-element"],
  ["<SCRIPT/SRC=//x.example/x.js>", "text", "script-element"],
  ["<x:script xmlns:x='http://www.w3.org/1999/xhtml'>", "text", "script-element"],
  ["<scr\0ipt>", "text", "script-element"],
  ["</textarea><script>", "text", "script-element"],
  ["<!--><script>", "text", "script-element"],
  ["<!-- x --!><script>", "text", "script-element"],
  ["<img src=x onerror=alert(1)>", "text", "event-handler"],
  ["<img/src=`x`onerror=alert(1)>", "text", "event-handler"],
  ["<svg/onload=alert()>", "text", "foreign-content"],
  ["<b onbeforehellfreezes=1>", "text", "event-handler"],
  ["<img title='>' onclick=x()", "text", "event-handler"],
  ["<iframe src=//x.example>", "text", "frame-element"],
  ["<iframe srcdoc='&lt;script&gt;'>", "text", "frame-element"],
  ["<object data=x.swf>", "text", "loading-element"],
  ["<base href=//x.example/>", "text", "loading-element"],
  ["<meta http-equiv=refresh content='0;url=//x.example'>", "text", "loading-element"],
  ["<meta charset=utf-7>", "text", "charset"],
  ["<a href=javascript:alert(1)>", "text", "script-url"],
  ["<a href='java\nscript&colon;alert&lpar;1&rpar;'>", "text", "script-url"],
  ["<a href='&#x6A&#97;vascript:x'>", "text", "script-url"],
  ["<a href=' \x01javascript:x'>", "text", "script-url"],
  ["<form><button formaction=vbscript:x>", "text", "script-url"],
  ["<a href='data:text/html,x'>", "text", "data-url"],
  ["<p style='x:expression(alert(1))'>", "text", "style-code"],
  ["<p style='x:e\\78 pression(1)'>", "text", "style-code"],
  ["<p style='background:url(//x.example)'>", "text", "style-code"],
  ["<style>@import '//x.example'</style>", "text", "style-element"],
  ["<!DOCTYPE x [<!ENTITY y SYSTEM 'z'>]>", "text", "declaration"],
  ["<!--[if IE]>", "text", "declaration"],
  ["x' onmouseover=alert(1) y='", "attribute-single-quoted", "event-handler"],
  ['"onfocus="alert(1)"autofocus="', "attribute-double-quoted", "event-handler"],
  ["` onclick=alert(1)", "attribute-back-quoted", "event-handler"],
  ["x onclick=alert(1)", "attribute-unquoted", "event-handler"],
  ["onload=alert(1)", "attribute-name", "event-handler"],
  ["javascript:alert(1)", "url", "script-url"],
  ['";alert(1)//', "script", "script-code"],
  ["'-prompt(x)-'", "script-string", "script-code"],
  ["eval(name)", "script", "script-code"],
  ["with(document)write(cookie)", "script", "script-code"],
  ["x:expression(write(1))", "script", "script-code"],
  ["<!--#exec cmd='ls'-->", "text", "declaration"],
  ['<br size="&{f()}">', "text", "script-entity"],
  ["<body onload!#$%&()*~=x>", "text", "event-handler"],
  [" jav\tascript:alert(1)", "url", "script-url"],
  ["data:text/html;base64,PHNjcmlwdD4=", "url", "data-url"],
];

const CLEAN: readonly string[] = [
  "",
  "<3",
  "a < b > c",
  "1 < 2 && 3 > 2",
  "x <- y",
  "List<String> names",
  "vector<int>",
  "<jane@example.org>",
  "Jane <jane@example.org>",
  "<b>bold</b> and <i>italic</i>",
  '<a href="/path">link</a>',
  '<a href="https://example.org/?a=1&b=2" title="x">link</a>',
  '<img src="/a.png" alt="javascript: the good parts">',
  '<img src="data:image/png;base64,iVBORw0KGgo=">',
  '<p style="color: rgb(1, 2, 3); width: calc(1px + 2px)">x</p>',
  '<?xml version="1.0"?><order id="1"><item>x</item></order>',
  "<link>https://example.org/</link>",
  "<!-- a comment -->",
  "<!DOCTYPE html>",
  "javascript course",
  "javascript: the good parts",
  "data: 1, 2, 3",
  "online=1",
  "a=1&online=true",
  "one two = three",
  "content = on = off",
  "background=red",
  "select onset=now",
  "on click = happy",
  "> quoted text",
  "# Title\n\n```js\nconst a = () => b;\n```",
  '{"a":"<b>","c":[1,2]}',
  "aGVsbG8gd29ybGQ=",
  "https://example.org/a?b=1&c=2#d",
  "font-style=italic",
  "location=Paris",
  "name=alert",
  "const style = require('ansi-styles');",
  "setTimeout(() => done(), 100)",
  "a red alert (level 3)",
  "evaluate (x) promptly",
];

describe("detectXss", () => {
  for (const [value, context, reason] of ATTACKS) {
    test(`takes ${JSON.stringify(value)} for script`, () => {
      assert.deepEqual(detectXss(value), { context, reason });
    });
  }

  for (const value of CLEAN) {
    test(`leaves ${JSON.stringify(value.slice(0, 60))} alone`, () => {
      assert.equal(detectXss(value), undefined);
    });
  }
});
