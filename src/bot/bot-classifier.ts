// Which class of bot a request is of. Pure but for what is remembered: User-Agents, by their text, and
// through a port what name servers said of addresses. A decision takes no promise and no wait.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { ownCopy } from "#kernel/own-copy.ts";
import { isPrivateAddress } from "#kernel/private-address.ts";
import type { AddressList } from "#network/address-list.ts";
import { type BotVerdict, verdict } from "./bot-class.ts";
import type { BotSettings, GoodBot } from "./bot-settings.ts";
import { type BotRequest, contradictionsOf } from "./contradictions.ts";
import type { HostProofs } from "./host-proofs.ts";
import { type AgentFacts, readUserAgent } from "./user-agent.ts";

const { maxUserAgents, maxUserAgentBytes } = defaultLimits.bots;
/** One contradiction can have a harmless cause that nobody thought of; two of different kinds hardly. */
const BAD_CONTRADICTIONS = 2;

const CONSISTENT = verdict("none", "", "its headers are those of the browser that it says it is");

/** Of one runtime of a worker. */
export class BotClassifier {
  readonly #settings: BotSettings;
  readonly #networks: readonly AddressList[];
  readonly #bad: readonly AddressList[];
  readonly #proofs: HostProofs;
  readonly #agents = new BoundedCache<string, AgentFacts>(maxUserAgents);

  /** @param networks those of the node, as settings number them */
  constructor(settings: BotSettings, networks: readonly AddressList[], proofs: HostProofs) {
    this.#settings = settings;
    this.#networks = networks;
    this.#bad = this.#listsOf(settings.badNetworks);
    this.#proofs = proofs;
  }

  get classifiesAll(): boolean {
    return this.#settings.classifiesAll;
  }

  classify(request: BotRequest): BotVerdict {
    const facts = this.#factsOf(request.userAgent);
    const judged = this.#judge(facts, request);
    if (judged.botClass === "verified" || judged.botClass === "bad" || this.#bad.length === 0) return judged;
    const list = this.#bad.find((each) => each.holds(request.clientAddress));
    return list === undefined ? judged : verdict("bad", "", `its address is in the network ${list.name}`);
  }

  #factsOf(userAgent: string): AgentFacts {
    const known = this.#agents.get(userAgent);
    if (known !== undefined) return known;
    const facts = readUserAgent(userAgent, this.#settings);
    // A slice would keep the whole head that it was cut from alive.
    if (userAgent.length <= maxUserAgentBytes) this.#agents.set(ownCopy(userAgent), facts);
    return facts;
  }

  #judge(facts: AgentFacts, request: BotRequest): BotVerdict {
    if (facts.kind === "settled") return facts.verdict;
    if (facts.kind === "claim") return this.#judgeClaim(facts.bot, request.clientAddress);
    const found = contradictionsOf(facts.browser, request);
    if (found.length === 0) return CONSISTENT;
    const botClass = found.length >= BAD_CONTRADICTIONS ? "bad" : "unknown";
    return verdict(botClass, "", `it says that it is a browser, but ${found.join("; ")}`);
  }

  #judgeClaim({ name, hosts, networks }: GoodBot, address: string): BotVerdict {
    const lists = this.#listsOf(networks);
    const own = lists.find((list) => list.holds(address));
    if (own !== undefined) return verdict("verified", name, `its address is in the network ${own.name}`);
    const unknown = (why: string): BotVerdict =>
      verdict("unknown", name, `it says that it is ${name}, and ${why}`);
    // Behind a proxy that nobody trusts, every client has such an address.
    if (isPrivateAddress(address)) return unknown("a private address says nothing about it");
    const judged = hosts.length > 0 ? this.#judgeByHosts(name, hosts, address, unknown) : undefined;
    if (judged !== undefined && judged.botClass !== "bad") return judged;
    const empty = lists.find((list) => list.isEmpty);
    if (empty !== undefined) return unknown(`the network ${empty.name} holds nothing yet`);
    const stale = lists.find((list) => list.isStale);
    if (stale !== undefined) return unknown(`the feed of the network ${stale.name} is past its maxAge`);
    if (judged !== undefined) return judged;
    if (lists.length === 0) return unknown("no network of the configuration says where it comes from");
    const all = lists.map((list) => list.name).join(", ");
    return verdict("bad", name, `it says that it is ${name}, and its address is not in ${all}`);
  }

  #judgeByHosts(
    name: string,
    hosts: readonly string[],
    address: string,
    unknown: (why: string) => BotVerdict,
  ): BotVerdict {
    switch (this.#proofs.proofOf(address, hosts.join(" "))) {
      case "verified":
        return verdict(
          "verified",
          name,
          "its address has a name of its operator's, and that name the address",
        );
      case "refuted":
        return verdict(
          "bad",
          name,
          `it says that it is ${name}, and its address has no name of its operator's`,
        );
      case "undecided":
        return unknown("name servers gave no answer about its address");
      case "pending":
        return unknown("name servers are being asked about its address");
      case "unasked":
        return unknown("no name server is asked about its address here: `portcullis bot check` does");
    }
  }

  #listsOf(networks: readonly number[]): AddressList[] {
    return networks.map((network) => {
      const list = this.#networks[network];
      if (list === undefined) throw new Error("bots name a network that the snapshot lacks");
      return list;
    });
  }
}
