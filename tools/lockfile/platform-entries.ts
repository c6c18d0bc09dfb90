// Which optional packages of other platforms package-lock.json leaves out, and the entries to put there.
// npm drops what its registry does not have, and then `npm ci` refuses the very file that npm wrote.
// Such an entry has no integrity: entry-flaws.ts sees to it that only tools of development are among them.

export type LockEntry = {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

export type LockPackages = Readonly<Record<string, LockEntry>>;

const EXACT_VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;
const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = [
  "arm64",
  "arm",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "x64",
  "wasm32",
];

/** Every entry that has to be added, by its path in the file; empty where the file is whole. */
export function missingEntries(packages: LockPackages): Record<string, LockEntry> {
  const added: Record<string, LockEntry> = {};
  const byDepth = Object.entries(packages).toSorted(([a], [b]) => depthOf(a) - depthOf(b));
  for (const [parent, entry] of byDepth) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      const all = { ...packages, ...added };
      if (!EXACT_VERSION.test(range) || resolvesTo(all, parent, name, range)) continue;
      added[freePlace(all, parent, name)] = platformEntry(name, range, entry.dev === true);
    }
  }
  return added;
}

/** The packages with the added ones, in the order that npm writes. */
export function withEntries(packages: LockPackages, added: LockPackages): LockPackages {
  const all = Object.entries({ ...packages, ...added });
  return Object.fromEntries(all.toSorted(([a], [b]) => a.localeCompare(b, "en")));
}

const depthOf = (path: string): number => path.split("/node_modules/").length;

function resolvesTo(packages: LockPackages, parent: string, name: string, version: string): boolean {
  const nearest = placesOf(parent, name).findLast((place) => packages[place] !== undefined);
  return nearest !== undefined && packages[nearest]?.version === version;
}

function freePlace(packages: LockPackages, parent: string, name: string): string {
  const places = placesOf(parent, name);
  return places.find((place) => packages[place] === undefined) ?? `${parent}/node_modules/${name}`;
}

/** Where Node would look for `name` from `parent`, the root first. */
function placesOf(parent: string, name: string): string[] {
  const places = [`node_modules/${name}`];
  const steps = parent === "" ? [] : parent.split("/node_modules/");
  for (let i = 1; i <= steps.length; i++) {
    places.push(`${steps.slice(0, i).join("/node_modules/")}/node_modules/${name}`);
  }
  return places;
}

function platformEntry(name: string, version: string, dev: boolean): LockEntry {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc = words.some((word) => word.startsWith("musl"))
    ? ["musl"]
    : words.includes("gnu")
      ? ["glibc"]
      : [];
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(dev && { dev }),
    ...(libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}
