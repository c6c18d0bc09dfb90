import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { callMember, policyRun } from "../../../../test/harness/policy-run.ts";
import { MAX_TICKS } from "./calendar.ts";
import { DateTime } from "./date-time.ts";
import { dateTimeOffsetType } from "./date-time-offset-type.ts";
import { dateTimeType } from "./date-time-type.ts";
import { parseDate } from "./parse-date.ts";
import { parseDateExact } from "./parse-date-exact.ts";
import { TimeSpan } from "./time-span.ts";
import { timeZoneNamed } from "./time-zone-info.ts";

const ticks = fc.bigInt({ min: 0n, max: MAX_TICKS });

suite("DateTime", () => {
  test("is made from milliseconds since 1970 with their fraction", () => {
    assert.equal(DateTime.utc(0).toFormat("o"), "1970-01-01T00:00:00.0000000Z");
    assert.equal(DateTime.utc(-1).toFormat("o"), "1969-12-31T23:59:59.9990000Z");
    assert.equal(DateTime.utc(1.25).toFormat("o"), "1970-01-01T00:00:00.0012500Z");
  });

  test("is now by the clock of the world", () => {
    const { members } = dateTimeType;
    const read = (line: string) => callMember(members[line], policyRun());
    assert.deepEqual(
      read("static DateTime UtcNow"),
      new DateTime(DateTime.utc(Date.UTC(2026, 0, 2)).ticks, "utc"),
    );
    assert.equal(String(read("static DateTime Now")), "01/02/2026 00:00:00");
    assert.equal(
      String(callMember(dateTimeOffsetType.members["static DateTimeOffset UtcNow"], policyRun())),
      "01/02/2026 00:00:00 +00:00",
    );
  });

  test("takes the day from the clock of the world where a text has none", () => {
    const parse = (text: string) =>
      String(callMember(dateTimeType.members["static DateTime Parse(string s)"], policyRun(), text));
    assert.equal(parse("14:07"), "01/02/2026 14:07:00");
    assert.equal(parse("March 5"), "03/05/2026 00:00:00");
    assert.equal(parse("3/5"), "03/05/2026 00:00:00");
  });

  test("comes back from its round-trip format", () => {
    fc.assert(
      fc.property(ticks, (value) => {
        const text = new DateTime(value, "utc").toFormat("o");
        assert.deepEqual(parseDate(text, 0n), { ticks: value, zone: { minutes: 0, isZ: true } });
        assert.deepEqual(parseDateExact(text, "o", 0, 0n, false), {
          ticks: value,
          zone: { minutes: 0, isZ: true },
        });
      }),
    );
  });

  test("parses or refuses any text, in time that grows with it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const parsed = parseDate(text, 0n);
        assert.ok(typeof parsed === "string" || (parsed.ticks >= 0n && parsed.ticks <= MAX_TICKS));
      }),
    );
  });
});

suite("TimeSpan", () => {
  test("is made from milliseconds, rounded to whole ones", () => {
    assert.equal(String(TimeSpan.ofMilliseconds(1500)), "00:00:01.5000000");
    assert.equal(String(TimeSpan.ofMilliseconds(0.5)), "00:00:00.0010000");
  });
});

suite("TimeZoneInfo", () => {
  test("knows Windows' names", () => {
    const july = DateTime.utc(Date.UTC(2026, 6, 1)).ticks;
    assert.equal(timeZoneNamed("W. Europe Standard Time").offsetAt(july), 120);
    assert.equal(timeZoneNamed("Pacific Standard Time").offsetAt(july), -420);
    assert.equal(timeZoneNamed("India Standard Time").offsetAt(july), 330);
  });

  test("takes no offset for a name", () => {
    assert.throws(() => timeZoneNamed("+02:00"), { name: "System.TimeZoneNotFoundException" });
    assert.throws(() => timeZoneNamed("Mars/Base"), { name: "System.TimeZoneNotFoundException" });
  });
});
