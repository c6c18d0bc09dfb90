// What is said of who sends requests by itself.

/**
 * `verified`: a good bot that is who it says. `bad`: it says that it is one and is not, is on a list, or
 * contradicts itself. `unknown`: it looks automated, and no more can be said. `none`: nothing looks so, which
 * is no proof of a person.
 */
export type BotClass = "verified" | "bad" | "unknown" | "none";

export const botClasses: readonly BotClass[] = ["verified", "bad", "unknown", "none"];

export type BotVerdict = {
  readonly botClass: BotClass;
  /** Of our tables or of the configuration, never a word of the client's; empty where there is none. */
  readonly name: string;
  /** Why, for people. */
  readonly reason: string;
};

export const verdict = (botClass: BotClass, name: string, reason: string): BotVerdict => ({
  botClass,
  name,
  reason,
});
