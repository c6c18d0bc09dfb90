// The catalogue's part of System.Collections.Generic, arrays and delegates.

import type { TypeDefinition } from "../../type/type-definition.ts";
import { arrayType, bufferType } from "./array-type.ts";
import { comparerTypes } from "./comparer-types.ts";
import { delegateTypes } from "./delegate-types.ts";
import { dictionaryType } from "./dictionary-type.ts";
import { setTypes } from "./hash-set-type.ts";
import { interfaceTypes } from "./interface-types.ts";
import { listType } from "./list-type.ts";
import { queueTypes } from "./queue-type.ts";

export const collectionTypes: readonly TypeDefinition[] = [
  ...interfaceTypes,
  ...comparerTypes,
  ...delegateTypes,
  arrayType,
  bufferType,
  listType,
  dictionaryType,
  ...setTypes,
  ...queueTypes,
];
