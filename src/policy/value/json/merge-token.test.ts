import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Run } from "../run.ts";
import { JsonTextWriter } from "./json-text-writer.ts";
import { parseObject } from "./load-token.ts";
import { arrayHandlings, JsonMergeSettings, mergeInto, nullHandlings } from "./merge-token.ts";

const world = { now: () => 0, random: () => 0, randomBytes: (count: number) => new Uint8Array(count) };
const run = new Run(world, { zeroOf: () => null, isInstance: () => false }, 1e7, 1e8);

type Row = {
  readonly arrays?: keyof typeof arrayHandlings;
  readonly nulls?: keyof typeof nullHandlings;
  readonly into: string;
  readonly from: string;
  readonly merged: string;
};

// Answers of Newtonsoft.Json's documentation of MergeArrayHandling and of its source.
const rows: readonly Row[] = [
  { into: '{"a":[1,2]}', from: '{"a":[2,3]}', merged: '{"a":[1,2,2,3]}' },
  { arrays: "Union", into: '{"a":[1,{"x":1}]}', from: '{"a":[{"x":1},1,2]}', merged: '{"a":[1,{"x":1},2]}' },
  { arrays: "Replace", into: '{"a":[1,2]}', from: '{"a":[3]}', merged: '{"a":[3]}' },
  {
    arrays: "Merge",
    into: '{"a":[{"x":1},2,3]}',
    from: '{"a":[{"y":2},null,4,5]}',
    merged: '{"a":[{"x":1,"y":2},2,4,5]}',
  },
  { into: '{"a":1}', from: '{"a":null}', merged: '{"a":1}' },
  { nulls: "Merge", into: '{"a":1}', from: '{"a":null}', merged: '{"a":null}' },
  { into: '{"a":{"b":1}}', from: '{"a":[1]}', merged: '{"a":[1]}' },
  { into: '{"a":1}', from: '{"b":{"c":2},"a":{"d":3}}', merged: '{"a":{"d":3},"b":{"c":2}}' },
];

suite("JContainer.Merge", () => {
  for (const { arrays = "Concat", nulls = "Ignore", into, from, merged } of rows) {
    test(`${into} with ${from}: arrays ${arrays}, nulls ${nulls}`, () => {
      const settings = new JsonMergeSettings();
      settings.arrays = arrayHandlings[arrays];
      settings.nulls = nullHandlings[nulls];
      const target = parseObject(run, into);
      mergeInto(run, target, parseObject(run, from), settings);
      const writer = new JsonTextWriter(false);
      target.writeTo(writer);
      assert.equal(writer.text, merged);
    });
  }
});
