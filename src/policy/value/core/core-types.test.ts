import assert from "node:assert/strict";
import { test } from "node:test";
import { callMember, policyRun } from "../../../../test/harness/policy-run.ts";
import { charType, intType, stringType } from "../../type/well-known.ts";
import { ClrException } from "../clr-exception.ts";
import { exceptionTypes } from "./exception-types.ts";
import { guidDefinition } from "./guid-type.ts";
import { nullableDefinition } from "./nullable-type.ts";
import { ClrRandom } from "./random.ts";
import { randomDefinition } from "./random-type.ts";
import { ClrTuple } from "./tuple.ts";

test("a new Guid is a random one of version 4", () => {
  const guid = callMember(guidDefinition.members["static Guid NewGuid()"], policyRun());
  assert.equal(String(guid), "04030201-0605-4807-890a-0b0c0d0e0f10");
});

test("Random without a seed takes one from the world", () => {
  const random = callMember(randomDefinition.members["new()"], policyRun());
  assert(random instanceof ClrRandom);
  assert.equal(random.nextInteger(), new ClrRandom(1073741823).nextInteger());
});

test("Random goes on as the CLR's does", () => {
  const bytes = new Uint8Array(5);
  const fill = randomDefinition.members["void NextBytes(byte[] buffer)"];
  callMember(fill, policyRun(), new ClrRandom(5), bytes);
  assert.deepEqual([...bytes], [244, 221, 133, 207, 206]);
});

test("tuples print their items by type and are equal by value", () => {
  const tuple = new ClrTuple([charType, intType, stringType], [97, 97, null]);
  assert.equal(tuple.toString(), "(a, 97, )");
  assert.equal(tuple.clrName, "System.Tuple`3[System.Char,System.Int32,System.String]");
  assert(tuple.equals(new ClrTuple([charType, intType, stringType], [97, 97, null])));
  assert(!tuple.equals(new ClrTuple([intType, intType, stringType], [97, 97, null])));
  assert(tuple.compareTo(new ClrTuple([charType, intType, stringType], [97, 98, null])) < 0);
});

test("the members of a nullable work without a value", () => {
  const { members } = nullableDefinition;
  assert.equal(callMember(members["bool HasValue"], policyRun(), null), false);
  assert.equal(callMember(members["bool HasValue"], policyRun(), 0), true);
  assert.equal(callMember(members["T GetValueOrDefault(T defaultValue)"], policyRun(), null, 7), 7);
  assert.throws(() => callMember(members["T Value"], policyRun(), null), {
    name: "System.InvalidOperationException",
    message: "Nullable object must have a value.",
  });
});

test("an exception is an instance of its class and of all above", () => {
  const thrown = new ClrException("System.ArgumentNullException", "Value cannot be null.\nParameter name: s");
  const classes = exceptionTypes.filter((type) => type.isInstance?.(thrown, [])).map(({ name }) => name);
  assert.deepEqual(classes.sort(), [
    "System.ArgumentException",
    "System.ArgumentNullException",
    "System.Exception",
    "System.SystemException",
  ]);
  const name = exceptionTypes.find((type) => type.name === "System.ArgumentException")?.members[
    "string ParamName"
  ];
  assert.equal(callMember(name, policyRun(), thrown), "s");
});

test("an exception tells nobody where it was thrown", () => {
  const stack = exceptionTypes[0]?.members["string StackTrace"];
  assert.equal(callMember(stack, policyRun(), new ClrException("System.Exception", "x")), null);
});
