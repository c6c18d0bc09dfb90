import assert from "node:assert/strict";
import { test } from "node:test";
import { buildCatalogue } from "#policy/type/catalogue.ts";
import { collectionTypes } from "#policy/value/collection/collection-types.ts";
import { coreTypes } from "#policy/value/core/core-types.ts";
import { linqTypes } from "#policy/value/linq/linq-types.ts";
import { numberTypes } from "#policy/value/number/number-types.ts";
import { textTypes } from "#policy/value/text/text-types.ts";
import { timeTypes } from "#policy/value/time/time-types.ts";
import { xmlTypes } from "#policy/value/xml/xml-types.ts";

const catalogue = buildCatalogue([
  ...coreTypes,
  ...numberTypes,
  ...textTypes,
  ...timeTypes,
  ...collectionTypes,
  ...linqTypes,
  ...xmlTypes,
]);

for (const { fullName, parameters } of catalogue.entries) {
  test(`every signature and base of ${fullName}/${parameters.length} can be read`, () => {
    const entry = catalogue.find(fullName, parameters.length);
    assert(entry !== undefined);
    const members = [...entry.members.values()].flat();
    assert.equal(members.length, Object.keys(entry.definition.members).length);
    const declared = (entry.definition.bases ?? []).length;
    assert.equal(entry.bases.length, fullName === "System.Object" ? 0 : declared + 1);
  });
}
