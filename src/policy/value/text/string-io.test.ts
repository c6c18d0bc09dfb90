import assert from "node:assert/strict";
import { test } from "node:test";
import { callMember, policyRun } from "../../../../test/harness/policy-run.ts";
import { StringBuilder } from "./string-builder.ts";
import { stringBuilderDefinition } from "./string-builder-type.ts";
import { StringReader } from "./string-io.ts";
import { stringIoTypes } from "./string-io-types.ts";

test("a reader gives lines whatever ends them, then nothing", () => {
  const run = policyRun();
  const reader = new StringReader("a\r\nb\n\rc");
  const lines = [0, 1, 2, 3, 4].map(() => reader.readLine(run));
  assert.deepEqual(lines, ["a", "b", "", "c", null]);
  assert.equal(reader.peek(), -1);
  assert.equal(reader.readToEnd(run), "");
});

test("a reader gives code units one by one and the rest at once, until it is closed", () => {
  const reader = new StringReader("abc");
  assert.equal(reader.read(), 97);
  assert.equal(reader.peek(), 98);
  assert.equal(reader.readToEnd(policyRun()), "bc");
  reader.isClosed = true;
  assert.throws(() => reader.read(), { name: "System.ObjectDisposedException" });
});

test("a writer gathers what it is given, each by its type", () => {
  const run = policyRun();
  const made = stringIoTypes.find(({ name }) => name === "System.IO.StringWriter")?.members["new()"];
  const members = stringIoTypes.find(({ name }) => name === "System.IO.TextWriter")?.members ?? {};
  const writer = callMember(made, run);
  callMember(members["void Write(char value)"], run, writer, 97);
  callMember(members["void Write(int value)"], run, writer, 97);
  callMember(members["void WriteLine(bool value)"], run, writer, true);
  callMember(members["void Write(string value)"], run, writer, null);
  assert.equal(String(writer), "a97True\n");
});

test("a builder's length and characters can be set", () => {
  const run = policyRun();
  const builder = new StringBuilder("abc");
  const set = (signature: string, ...operands: unknown[]): unknown =>
    callMember(stringBuilderDefinition.members[signature], run, builder, ...operands);
  set("set char this[int index]", 1, 120);
  assert.equal(builder.text, "axc");
  set("set int Length", 2);
  assert.equal(builder.text, "ax");
  set("set int Length", 3);
  assert.equal(builder.text, "ax\0");
  assert.throws(() => set("set char this[int index]", 3, 120), {
    name: "System.ArgumentOutOfRangeException",
  });
  assert.throws(() => set("set int Length", -1), { name: "System.ArgumentOutOfRangeException" });
});
