import assert from "node:assert/strict";
import { test } from "node:test";
import { isDangerousStyle } from "./style-danger.ts";

test("a style that runs or loads is dangerous, also where escapes and comments hide it", () => {
  for (const style of [
    ...[
      "x:expression(a)",
      "x:EXPR/**/ESSION(a)",
      "x:e\\78pression(a)",
      "behavior:url(a)",
      "-moz-binding:url(a)",
    ],
    ...["background:url(//a)", "x&#58;expression&#40;a)", "a}b{", "@import 'a'"],
  ]) {
    assert.equal(isDangerousStyle(style, true), true, style);
  }
});

test("a style of colours and lengths is not", () => {
  for (const style of [
    "color:red",
    "color: rgb(1, 2, 3)",
    "width: calc(1px + 2px)",
    "transform: rotate(3deg)",
    "",
  ]) {
    assert.equal(isDangerousStyle(style, true), false, style);
  }
});

test("what may be text is dangerous only where it says so", () => {
  assert.equal(isDangerousStyle("require('a')", false), false);
  assert.equal(isDangerousStyle("x:expression(a)", false), true);
});
