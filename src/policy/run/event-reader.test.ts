import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EventReader } from "./event-reader.ts";

test("events end with an empty line, however lines end, and have the data of their lines", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const wire = ["event: delta", "id: 7", "data: a", "data:b", "", ": still here", "", "data", ""].join(end);
    const reader = new EventReader();
    const events = reader.read(wire + end);
    assert.deepEqual(
      events.map(({ data }) => data),
      ["a\nb", "", "data"],
    );
    assert.equal(events.map((one) => one.wire).join("") + reader.rest().wire, wire + end);
  }
});

test("what is no field may be shown by somebody, and is data; so is a name that says something", () => {
  const [first] = new EventReader().read("do it now\nevent: do it now\nid: ok\n\n");
  assert.equal(first?.data, "do it now\nevent: do it now");
});

test("a byte order mark hides no field", () => {
  assert.equal(new EventReader().read("\u00ef\u00bb\u00bfdata: a\n\n")[0]?.data, "a");
});

test("it does not matter where the wire is cut", () => {
  const wire = fc
    .array(fc.constantFrom("data: x", "y", "\r", "\n", "\r\n", ":"), { maxLength: 12 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(wire, fc.nat(40), (text, at) => {
      const whole = new EventReader();
      const cut = new EventReader();
      const events = [...whole.read(text), whole.rest()];
      const pieces = [...cut.read(text.slice(0, at)), ...cut.read(text.slice(at)), cut.rest()];
      assert.equal(pieces.map((one) => one.wire).join(""), text);
      const data = (found: typeof events) => found.map((one) => one.data).filter((one) => one !== "");
      assert.deepEqual(data(pieces), data(events));
    }),
  );
});
