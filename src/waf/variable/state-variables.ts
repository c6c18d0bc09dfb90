// Variables of the transaction itself: what rules wrote, and what has matched so far.

import { collection, scalar, type VariableReader, type VariableTable } from "./variable.ts";

const persistent = (name: string): VariableReader =>
  collection(
    (tx) => tx.persistent.pairs(name),
    (tx, key) => tx.persistent.get(name, key),
  );

export const stateVariables: VariableTable = {
  TX: {
    kind: "collection",
    read: (tx) => tx.tx.pairs(),
    get: (tx, key) => tx.tx.get(key),
    where: (tx, test) => tx.tx.pairsWhere(test),
  },
  ENV: collection(
    (tx) => tx.env.pairs(),
    (tx, key) => tx.env.get(key),
  ),
  GEO: collection(
    (tx) => tx.geo.pairs(),
    (tx, key) => tx.geo.get(key),
  ),
  RULE: collection((tx) => tx.ruleFacts()),
  MATCHED_VAR: scalar((tx) => tx.matchedValue),
  MATCHED_VAR_NAME: scalar((tx) => tx.matchedName),
  MATCHED_VARS: collection((tx) => tx.matchedVars),
  MATCHED_VARS_NAMES: collection((tx) => ({ names: tx.matchedVars.names, values: tx.matchedVars.names })),
  // Matching takes linear time and cannot fail, so a rule that asks for it is told no.
  MSC_PCRE_ERROR: scalar(() => "0"),
  MSC_PCRE_LIMITS_EXCEEDED: scalar((tx) => (tx.isExhausted ? "1" : "0")),
  HIGHEST_SEVERITY: scalar((tx) => String(tx.highestSeverity)),
  UNIQUE_ID: scalar((tx) => tx.request.input.id),
  WEBAPPID: scalar((tx) => tx.settings.webAppId),
  SESSIONID: scalar((tx) => tx.persistent.keyOf("session")),
  USERID: scalar((tx) => tx.persistent.keyOf("user")),
  RESOURCE: persistent("resource"),
  SESSION: persistent("session"),
  GLOBAL: persistent("global"),
  USER: persistent("user"),
  IP: persistent("ip"),
};
