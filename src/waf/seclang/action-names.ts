// Every action, where it may stand, and what is refused and why. The table also makes the reference page.

export type ActionEntry = {
  readonly name: string;
  /** Other spellings, in lower case. */
  readonly aliases: readonly string[];
  readonly argument: "required" | "optional" | "none";
  /** `head`: of the first rule of a chain only. `link`: each rule of a chain may have its own. */
  readonly scope: "head" | "link";
  /** What it does; for a refused action, why it cannot be done. */
  readonly note: string;
  readonly isRefused: boolean;
};

type Form = ActionEntry["argument"];

const head = (name: string, argument: Form, note: string): ActionEntry => entry(name, argument, "head", note);
const link = (name: string, argument: Form, note: string): ActionEntry => entry(name, argument, "link", note);
const refused = (name: string, note: string): ActionEntry => ({
  ...entry(name, "optional", "link", note),
  isRefused: true,
});

function entry(name: string, argument: Form, scope: ActionEntry["scope"], note: string): ActionEntry {
  const aliases = name.includes("sanitise") ? [name.replace("sanitise", "sanitize").toLowerCase()] : [];
  return { name, aliases, argument, scope, note, isRefused: false };
}

const BODY = "rules do not change bodies";

export const actionTable: readonly ActionEntry[] = [
  head("accuracy", "required", "how few false alarms: 1 to 9"),
  head("allow", "optional", "stops the rules of the transaction, of this phase, or of the request"),
  refused("append", BODY),
  head("auditlog", "none", "writes an audit record on a match"),
  head("block", "none", "does what SecDefaultAction says, or the policy"),
  link("capture", "none", "keeps what the groups of the pattern matched in TX:0 to TX:9"),
  link("chain", "none", "matches only where the next rule matches too"),
  link("ctl", "required", "changes the settings for this transaction"),
  head("deny", "none", "answers with the status, by default 403"),
  link("deprecatevar", "required", "lowers a counter as time goes"),
  head("drop", "none", "closes the connection"),
  refused("exec", "Portcullis runs no programs; let a sink of the audit log start them"),
  link("expirevar", "required", "removes a variable of a persistent collection after some seconds"),
  head("id", "required", "number of the rule, unique among all files"),
  link("initcol", "required", "opens a persistent collection under a key"),
  head("log", "none", "writes a line on a match, and an audit record"),
  head("logdata", "required", "what of the request the line shows"),
  head("maturity", "required", "how well tried: 1 to 9"),
  head("msg", "required", "message of the line"),
  link("multiMatch", "none", "looks at the value after each transformation"),
  head("noauditlog", "none", "no audit record"),
  head("nolog", "none", "no line, and no audit record unless auditlog follows"),
  head("pass", "none", "goes on after a match"),
  refused("pause", "a request that is held costs the gateway more than the attacker: limit the rate instead"),
  head("phase", "required", "1 to 5, or request (2), response (4), logging (5)"),
  refused("prepend", BODY),
  refused("proxy", "where a request goes is the routes' decision"),
  head("redirect", "required", "answers with a redirect, by default 302"),
  head("rev", "required", "revision of the rule"),
  link("sanitiseArg", "required", "audit records do not show this argument"),
  link("sanitiseMatched", "none", "audit records do not show what matched"),
  link("sanitiseMatchedBytes", "optional", "audit records do not show the bytes that matched"),
  link("sanitiseRequestHeader", "required", "audit records do not show this field of the request"),
  link("sanitiseResponseHeader", "required", "audit records do not show this field of the response"),
  link("setenv", "required", "sets a variable of ENV for the access line"),
  link("setrsc", "required", "opens RESOURCE under a key"),
  link("setsid", "required", "opens SESSION under a key"),
  link("setuid", "required", "opens USER under a key"),
  link("setvar", "required", "sets, adds to, subtracts from or removes a variable"),
  head("severity", "required", "0 (emergency) to 7 (debug), by number or name"),
  head("skip", "required", "jumps over so many rules of the phase"),
  head("skipAfter", "required", "goes on behind a marker or a rule"),
  head("status", "required", "status of deny and redirect"),
  link("t", "required", "a transformation; t:none empties the list"),
  head("tag", "required", "groups rules; may stand more than once"),
  head("ver", "required", "version of the rule set"),
  refused("xmlns", "XPath expressions have no prefixes here: use local-name()"),
];

const byName = new Map(
  actionTable.flatMap((action) =>
    [action.name.toLowerCase(), ...action.aliases].map((name) => [name, action] as const),
  ),
);

/** In any case of letters. */
export const findAction = (name: string): ActionEntry | undefined => byName.get(name.toLowerCase());

export const actionNames: readonly string[] = actionTable.map((action) => action.name);
