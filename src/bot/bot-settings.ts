// What a node knows of bots, as plain data.

export type BotSettings = {
  /** Every request is classified, also where nothing asks. */
  readonly classifiesAll: boolean;
  /** `address` or `address:port`; none: those of the system. */
  readonly nameServers: readonly string[];
  /** Asked in this order: the first whose word is in the User-Agent is the one that it claims to be. */
  readonly good: readonly GoodBot[];
  /** Words of User-Agents that are bad, in lower case. */
  readonly badAgents: readonly string[];
  /** Indexes into the node's networks. */
  readonly badNetworks: readonly number[];
};

export type GoodBot = {
  readonly name: string;
  /** Words in its User-Agent, in lower case. */
  readonly agents: readonly string[];
  /** Patterns of its names in the DNS (host-pattern.ts); empty where its operator promises none. */
  readonly hosts: readonly string[];
  /** Indexes into the node's networks: where it comes from. */
  readonly networks: readonly number[];
};

export const noBots: BotSettings = {
  classifiesAll: false,
  nameServers: [],
  good: [],
  badAgents: [],
  badNetworks: [],
};
