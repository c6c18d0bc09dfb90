// Routing of a request by host and path, among 10, 1,000 and 10,000 routes.

import { HostTable } from "#gateway/host-table.ts";
import { PathTable } from "#gateway/path-table.ts";
import { defaultPathRules, normaliseTarget } from "#http/path.ts";
import { SeededRandom } from "./seeded-random.ts";
import type { MicroCase, Prepared, Subject } from "./subject.ts";

const SIZES = [10, 1000, 10_000];
const QUERIES = 2 ** 12;
const BUDGET_NS = 1000;

export const routing: Subject = { name: "routing", prepare };

type Routes = { readonly hosts: HostTable<PathTable<number>>; readonly paths: readonly string[] };

function prepare(): Prepared {
  const random = new SeededRandom(2);
  return { cases: SIZES.map((size) => routingCase(size, random)) };
}

/** One prefix route in ten is shadowed by an exact one; services have ten operations each. */
function routes(size: number): Routes {
  const tree = new PathTable<number>(true);
  const paths: string[] = [];
  for (let i = 0; i < size; i++) {
    const path = `/api/service-${Math.floor(i / 10)}/operation-${i % 10}`;
    tree.add("prefix", path, i);
    if (i % 10 === 0) tree.add("exact", `${path}/latest`, i);
    paths.push(path);
  }
  const hosts = new HostTable<PathTable<number>>();
  hosts.add("api.example.com", tree);
  hosts.add("*.example.com", tree);
  return { hosts, paths };
}

function routingCase(size: number, random: SeededRandom): MicroCase {
  const { hosts, paths } = routes(size);
  const targets = Array.from(
    { length: QUERIES },
    () => `${random.pick(paths)}/${random.below(1e6)}?expand=owner&limit=20`,
  );
  return {
    name: `among ${size} routes`,
    budgetNs: BUDGET_NS,
    run: (operations) => select(hosts, targets, operations),
  };
}

const accepts = (_entry: number, _query: undefined): boolean => true;

function select(hosts: HostTable<PathTable<number>>, targets: readonly string[], operations: number): number {
  let sum = 0;
  for (let i = 0; i < operations; i++) {
    const tree = hosts.find("api.example.com");
    const normal = normaliseTarget(targets[i & (QUERIES - 1)] ?? "", defaultPathRules);
    if (typeof normal !== "string") sum += tree?.find(normal.path, accepts, undefined) ?? 0;
  }
  return sum;
}
