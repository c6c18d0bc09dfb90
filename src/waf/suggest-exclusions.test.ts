import assert from "node:assert/strict";
import { test } from "node:test";
import { type LoggedEvent, suggestExclusions } from "./suggest-exclusions.ts";

const event = (score: number, matches: [rule: number, ...targets: string[]][], client = "192.0.2.1") =>
  ({
    client,
    isBlocked: false,
    score,
    matches: matches.map(([rule, ...targets]) => ({ rule, severity: 2, targets })),
  }) satisfies LoggedEvent;

test("a rule that matches on one part of many requests is suggested once, with its figures", () => {
  const events = [
    event(5, [[942100, "ARGS:Q"]]),
    event(5, [[942100, "ARGS_GET:q"]], "192.0.2.2"),
    event(10, [
      [942100, "ARGS:q"],
      [941100, "ARGS:title"],
    ]),
  ];
  const { suggestions, blocked, stillBlocked } = suggestExclusions(events, 5, 2);
  assert.deepEqual(suggestions, [
    {
      ...{ rule: 942100, part: "argument", name: "q" },
      ...{ requests: 3, clients: 2, blocked: 3, stillBlocked: 1 },
    },
  ]);
  assert.deepEqual([blocked, stillBlocked], [3, 1]);
});

test("what matched on two values of a rule is saved twice", () => {
  const events = [event(10, [[942100, "ARGS:a", "ARGS:b"]])];
  const { suggestions, stillBlocked } = suggestExclusions(events, 5, 1);
  assert.deepEqual(
    suggestions.map(({ name, stillBlocked: left }) => [name, left]),
    [
      ["a", 1],
      ["b", 1],
    ],
  );
  assert.equal(stillBlocked, 0);
});

test("nothing is suggested for what no exclusion can name", () => {
  const events = [
    event(5, [
      [949110, "TX:blocking_inbound_anomaly_score"],
      [920170, "REQUEST_METHOD"],
    ]),
  ];
  assert.deepEqual(suggestExclusions(events, 5, 1).suggestions, []);
});

test("a request that was blocked below the threshold stays blocked", () => {
  const blocked = { ...event(3, [[942100, "ARGS:q"]]), isBlocked: true };
  assert.equal(suggestExclusions([blocked], 5, 1).stillBlocked, 1);
});
