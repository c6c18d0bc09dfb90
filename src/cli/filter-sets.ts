// What the screen allows and denies as text for a packet filter: an nftables table, or sets for ipset.
// Allowed addresses and trusted hops are let through before anything is dropped, as the screen itself does.

export type FilterEntry = {
  /** `203.0.113.0/24`. */
  readonly prefix: string;
  /** RFC 3339; null without an end. */
  readonly until: string | null;
};

export type Screen = {
  readonly ports: readonly number[];
  readonly hops: readonly FilterEntry[];
  readonly allow: readonly FilterEntry[];
  readonly deny: readonly FilterEntry[];
};

const LISTS = ["hops", "allow", "deny"] as const;
const FAMILIES = [
  { suffix: "4", nftType: "ipv4_addr", nftField: "ip", ipsetFamily: "inet", isIpv6: false },
  { suffix: "6", nftType: "ipv6_addr", nftField: "ip6", ipsetFamily: "inet6", isIpv6: true },
] as const;

const ofFamily = (entries: readonly FilterEntry[], isIpv6: boolean): readonly FilterEntry[] =>
  entries.filter(({ prefix }) => prefix.includes(":") === isIpv6);

/** Whole seconds that are left, at least one; undefined without an end. */
function secondsLeft({ until }: FilterEntry, nowMs: number): number | undefined {
  return until === null ? undefined : Math.max(1, Math.ceil((Date.parse(until) - nowMs) / 1000));
}

/** nft refuses long times that are written in seconds alone. What lasts 55 years or more is cut to that. */
function nftTime(seconds: number): string {
  const days = Math.min(Math.floor(seconds / 86_400), MAX_NFT_DAYS);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  return `${days}d${clock[0]}h${clock[1]}m${clock[2]}s`;
}

const MAX_NFT_DAYS = 20_000;

/** A file for `nft -f`, which puts it in the place of what it loaded before, in one step. */
export function* nftablesText(screen: Screen, nowMs: number): Generator<string> {
  yield `# What the screen of a Portcullis node allows and denies, as of ${new Date(nowMs).toISOString()}.\n`;
  yield "add table inet portcullis\ndelete table inet portcullis\ntable inet portcullis {\n";
  for (const list of LISTS)
    for (const { suffix, nftType, isIpv6 } of FAMILIES) {
      const flags = list === "hops" ? "interval" : "interval,timeout";
      yield `\tset ${list}${suffix} {\n\t\ttype ${nftType}\n\t\tflags ${flags}\n`;
      let separator = "\t\telements = {\n\t\t\t";
      for (const entry of ofFamily(screen[list], isIpv6)) {
        const seconds = secondsLeft(entry, nowMs);
        yield `${separator}${entry.prefix}${seconds === undefined ? "" : ` timeout ${nftTime(seconds)}`}`;
        separator = ",\n\t\t\t";
      }
      yield separator.startsWith(",") ? "\n\t\t}\n\t}\n" : "\t}\n";
    }
  yield "\tchain screen {\n\t\ttype filter hook input priority -10; policy accept;\n";
  yield "\t\tmeta l4proto != tcp return\n";
  yield `\t\ttcp dport != { ${screen.ports.join(", ")} } return\n`;
  for (const list of ["hops", "allow"] as const)
    for (const { suffix, nftField } of FAMILIES) yield `\t\t${nftField} saddr @${list}${suffix} return\n`;
  for (const { suffix, nftField } of FAMILIES) yield `\t\t${nftField} saddr @deny${suffix} counter drop\n`;
  yield "\t}\n}\n";
}

/** The longest that ipset can count down. */
const MAX_IPSET_SECONDS = 2_147_483;
const MIN_IPSET_ELEMENTS = 65_536;

/** A file for `ipset restore`: each set is filled aside, then takes the place of the old one. */
export function* ipsetText(screen: Screen, nowMs: number): Generator<string> {
  yield `# What the screen of a Portcullis node allows and denies, as of ${new Date(nowMs).toISOString()}.\n`;
  yield "# Rules that use the sets let hops and allow through before they drop what is in deny.\n";
  for (const list of LISTS)
    for (const { suffix, ipsetFamily, isIpv6 } of FAMILIES) {
      const entries = ofFamily(screen[list], isIpv6).flatMap(halves);
      const name = `portcullis-${list}${suffix}`;
      const size = Math.max(MIN_IPSET_ELEMENTS, 2 ** Math.ceil(Math.log2(entries.length + 1)));
      const form = `hash:net family ${ipsetFamily} maxelem ${size} timeout 0`;
      yield `create ${name}-new ${form}\n`;
      for (const entry of entries) {
        const seconds = Math.min(secondsLeft(entry, nowMs) ?? 0, MAX_IPSET_SECONDS);
        yield `add ${name}-new ${entry.prefix}${seconds === 0 ? "" : ` timeout ${seconds}`}\n`;
      }
      yield `create -exist ${name} ${form}\nswap ${name}-new ${name}\ndestroy ${name}-new\n`;
    }
}

/** ipset knows no prefix of length 0. */
function halves(entry: FilterEntry): readonly FilterEntry[] {
  if (!entry.prefix.endsWith("/0")) return [entry];
  const [low, high] = entry.prefix.includes(":") ? ["::/1", "8000::/1"] : ["0.0.0.0/1", "128.0.0.0/1"];
  return [
    { ...entry, prefix: low },
    { ...entry, prefix: high },
  ];
}
