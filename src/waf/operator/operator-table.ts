// All operators, by the names that rules use for them. Those that are refused stand in SecLang's table of
// names.

import { beginsWith } from "./begins-with.ts";
import { contains } from "./contains.ts";
import { containsWord } from "./contains-word.ts";
import { detectSQLi } from "./detect-sqli.ts";
import { detectXSS } from "./detect-xss.ts";
import { endsWith } from "./ends-with.ts";
import { eq } from "./eq.ts";
import { ge } from "./ge.ts";
import { geoLookup } from "./geo-lookup.ts";
import { gt } from "./gt.ts";
import { ipMatch } from "./ip-match.ts";
import { ipMatchFromFile } from "./ip-match-from-file.ts";
import { le } from "./le.ts";
import { lt } from "./lt.ts";
import { ne } from "./ne.ts";
import { noMatch } from "./no-match.ts";
import type { OperatorDefinition } from "./operator.ts";
import { pm } from "./pm.ts";
import { pmFromFile } from "./pm-from-file.ts";
import { rbl } from "./rbl.ts";
import { rx } from "./rx.ts";
import { rxGlobal } from "./rx-global.ts";
import { streq } from "./streq.ts";
import { strmatch } from "./strmatch.ts";
import { unconditionalMatch } from "./unconditional-match.ts";
import { validateByteRange } from "./validate-byte-range.ts";
import { validateNid } from "./validate-nid.ts";
import { validateUrlEncoding } from "./validate-url-encoding.ts";
import { validateUtf8Encoding } from "./validate-utf8-encoding.ts";
import { verifyCC } from "./verify-cc.ts";
import { verifyCPF } from "./verify-cpf.ts";
import { verifySSN } from "./verify-ssn.ts";
import { verifySVNR } from "./verify-svnr.ts";
import { within } from "./within.ts";

/** In the order of their names. */
export const operators: readonly OperatorDefinition[] = [
  ...[beginsWith, contains, containsWord, detectSQLi, detectXSS, endsWith, eq, ge, geoLookup, gt, ipMatch],
  ...[ipMatchFromFile, le, lt, ne, noMatch, pm, pmFromFile, rbl, rx, rxGlobal, streq, strmatch],
  ...[unconditionalMatch, validateByteRange, validateNid, validateUrlEncoding, validateUtf8Encoding],
  ...[verifyCC, verifyCPF, verifySSN, verifySVNR, within],
];

const byName: ReadonlyMap<string, OperatorDefinition> = new Map(
  operators.flatMap((definition) =>
    [definition.name, ...definition.aliases].map((name) => [name.toLowerCase(), definition] as const),
  ),
);

/** Without regard to case; undefined where no operator has the name. */
export function findOperator(name: string): OperatorDefinition | undefined {
  return byName.get(name.toLowerCase());
}
