// Sizes in bytes as people write them: `512B`, `8KiB`, `1.5MiB`, `10MB`. The unit is never left out; KiB
// counts in 1024 and KB in 1000, as IEC 80000-13 has it.

import type { Format, Parsed } from "./format.ts";

const UNITS: readonly (readonly [string, number])[] = [
  ["GiB", 2 ** 30],
  ["GB", 1e9],
  ["MiB", 2 ** 20],
  ["MB", 1e6],
  ["KiB", 2 ** 10],
  ["KB", 1e3],
  ["B", 1],
];

const WRITTEN = /^([0-9]{1,16}(?:\.[0-9]{1,9})?)([A-Za-z]{1,3})$/;
const BARE = /^[0-9]+(?:\.[0-9]+)?$/;

/** For editors. */
export const SIZE_PATTERN = `^[0-9]{1,16}(\\.[0-9]{1,9})?(${UNITS.map(([name]) => name).join("|")})$`;

/** A size in whole bytes. */
export function parseSize(text: string): Parsed<number> {
  const match = WRITTEN.exec(text);
  const unit = UNITS.find(([name]) => name === match?.[2]);
  if (match === null || unit === undefined) return notASize(text);
  const bytes = Number(match[1]) * unit[1];
  const whole = Math.round(bytes);
  if (Math.abs(bytes - whole) > 1e-6) {
    return { code: "bad-size", says: "is not a whole number of bytes", hint: "use a smaller unit" };
  }
  if (whole > Number.MAX_SAFE_INTEGER) {
    return {
      code: "out-of-range",
      says: "is too large",
      hint: "no limit needs more than a few thousand GiB",
    };
  }
  return { value: whole };
}

function notASize(text: string): Parsed<number> {
  const hint = "write a number and a unit (B, KiB, MiB, GiB, or KB, MB, GB), such as 32KiB";
  if (BARE.test(text)) {
    const bytes = /^[0-9]{1,15}$/.test(text) ? printSize(Number(text)) : `${text}B`;
    const hintFromText = bytes === `${text}B` ? `write ${bytes} for bytes, or ${text}KiB` : `write ${bytes}`;
    return { code: "missing-unit", says: "has no unit", hint, hintFromText };
  }
  const [, amount, unit = ""] = WRITTEN.exec(text.replace(/\s/g, "")) ?? [];
  const meant = unitLike(unit);
  if (amount === undefined || meant === undefined) return { code: "bad-size", says: "is not a size", hint };
  return { code: "bad-size", says: "is not a size", hint, hintFromText: `write ${amount}${meant}` };
}

/** `k`, `kb`, `Mib`: the binary unit for a lone letter, the unit of that spelling otherwise. */
function unitLike(text: string): string | undefined {
  const lower = text.toLowerCase();
  const spelled = UNITS.find(([name]) => name.toLowerCase() === lower);
  return spelled?.[0] ?? UNITS.find(([name]) => name.toLowerCase() === `${lower}ib`)?.[0];
}

/** The shortest spelling in whole binary units; `parseSize` reads it back as the same number. */
export function printSize(bytes: number): string {
  const unit = UNITS.find(([name, factor]) => !/^.B$/.test(name) && bytes >= factor && bytes % factor === 0);
  return unit === undefined ? `${bytes}B` : `${bytes / unit[1]}${unit[0]}`;
}

export const size: Format<number> = {
  name: "a size",
  parse: parseSize,
  print: printSize,
  readsNumbers: true,
};
