// The closed list: every type that a policy expression can name, from every area.

import { buildCatalogue, type Catalogue, readSignatures } from "../type/catalogue.ts";
import { collectionTypes } from "./collection/collection-types.ts";
import { contextTypes } from "./context/context-types.ts";
import { coreTypes } from "./core/core-types.ts";
import { cryptoTypes } from "./crypto/crypto-types.ts";
import { jsonTypes } from "./json/json-types.ts";
import { linqTypes } from "./linq/linq-types.ts";
import { netTypes } from "./net/net-types.ts";
import { numberTypes } from "./number/number-types.ts";
import { regexTypes } from "./regex/regex-types.ts";
import { textTypes } from "./text/text-types.ts";
import { timeTypes } from "./time/time-types.ts";
import { xmlTypes } from "./xml/xml-types.ts";

let made: Catalogue | undefined;

/** Made when it is first asked for, and kept. */
export function library(): Catalogue {
  made ??= buildCatalogue([
    ...coreTypes,
    ...numberTypes,
    ...textTypes,
    ...timeTypes,
    ...collectionTypes,
    ...linqTypes,
    ...jsonTypes,
    ...xmlTypes,
    ...regexTypes,
    ...cryptoTypes,
    ...netTypes,
    ...contextTypes,
  ]);
  return made;
}

/** Makes it ready in small steps: else the first call of a worker would wait for what it uses first. */
export function* prepareLibrary(): Generator<undefined, void> {
  const catalogue = library();
  yield undefined;
  yield* readSignatures(catalogue);
}
