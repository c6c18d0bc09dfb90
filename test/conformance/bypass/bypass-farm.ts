// `npm run conformance:bypass -- --seed N --seeds COUNT`: farms of backends with seeded holes, shown open by
// curl, and what the audit finds of them. Exit 1 where it misses one, or calls open or closed what is not.
// `--only TEXT` plants every kind whose name has the text, in place of a draw.

import { parseArgs } from "node:util";
import { ensurePackages } from "../../harness/debian.ts";
import { auditFarm } from "./audit-farm.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "1" },
    only: { type: "string", default: "" },
  },
});
const first = Number(values.seed);
const count = Number(values.seeds);
if (![first, count].every((each) => Number.isInteger(each) && each > 0))
  throw new Error("a number was expected");

await ensurePackages(["nginx", "curl", "openssl"]);
const columns = [
  "seed",
  "holes",
  "shown",
  "found",
  "closed",
  "dead",
  "false open",
  "false closed",
  "requests",
  "s",
];
const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, i) => String(cell).padStart(Math.max(5, (columns[i] ?? "").length) + 2)).join("");
process.stdout.write(`${row(columns)}\n`);
for (let seed = first; seed < first + count; seed++) {
  const outcome = await auditFarm(seed, values.only);
  const { holes, shown, found, closed, dead, falselyOpen, falselyClosed, requests, seconds, flaws } = outcome;
  const cells = [
    seed,
    holes,
    shown,
    found,
    closed,
    dead,
    falselyOpen,
    falselyClosed,
    requests,
    seconds.toFixed(1),
  ];
  process.stdout.write(`${row(cells)}\n${flaws.map((flaw) => `      ${flaw}\n`).join("")}`);
  if (flaws.length > 0) process.exitCode = 1;
}
