// What transformations make of long values, kept for the rules of one transaction: many of them ask for the
// same of the same value, and what a hostile one becomes costs more than all else that they do with it.

import { spend, work } from "../cost/work-meter.ts";
import type { Transformation, TransformationSettings } from "../transformation/transformation.ts";

/** To remember a shorter one costs about what it costs to transform it. */
const LONG = 512;
/** Of texts that are kept. */
const MAX_KEPT_CHARS = 1 << 21;

export class TransformedValues {
  private byValue: Map<string, Map<Transformation, string>> | undefined;
  private keptChars = 0;

  /** @throws WorkExhausted where the allowance is used up */
  apply(transform: Transformation, value: string, settings: TransformationSettings): string {
    if (value.length < LONG) {
      spend(work.transformedByte * value.length);
      return transform(value, settings);
    }
    let results = this.byValue?.get(value);
    const known = results?.get(transform);
    if (known !== undefined) {
      spend(work.member);
      return known;
    }
    spend(work.transformedByte * value.length);
    const result = transform(value, settings);
    if (this.keptChars > MAX_KEPT_CHARS) return result;
    if (results === undefined) {
      results = new Map();
      this.byValue ??= new Map();
      this.byValue.set(value, results);
    }
    results.set(transform, result);
    if (result !== value) this.keptChars += result.length;
    return result;
  }
}
