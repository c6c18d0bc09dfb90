// The catalogue's part of System.Uri and System.Net.

import { enumDefinition } from "../../type/enum-definition.ts";
import type { TypeDefinition } from "../../type/type-definition.ts";
import { addressFamilies, ipAddressDefinition } from "./ip-address-type.ts";
import { uriKinds } from "./uri.ts";
import { uriBuilderDefinition } from "./uri-builder-type.ts";
import { hostNameTypes, uriDefinition, uriPartials } from "./uri-type.ts";
import { webUtilityDefinition } from "./web-utility-type.ts";

export const netTypes: readonly TypeDefinition[] = [
  uriDefinition,
  uriBuilderDefinition,
  webUtilityDefinition,
  ipAddressDefinition,
  enumDefinition("System.UriKind", uriKinds),
  enumDefinition("System.UriPartial", uriPartials),
  enumDefinition("System.UriHostNameType", hostNameTypes),
  enumDefinition("System.Net.Sockets.AddressFamily", addressFamilies),
];
