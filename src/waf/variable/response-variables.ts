// Variables of the response.

import { namesAsValues } from "../engine/pairs.ts";
import { collection, scalar, type VariableTable } from "./variable.ts";

const status = scalar((tx) => tx.response.status);

export const responseVariables: VariableTable = {
  RESPONSE_STATUS: status,
  STATUS: status,
  STATUS_LINE: scalar((tx) => tx.response.statusLine),
  RESPONSE_PROTOCOL: scalar((tx) => tx.response.protocol),
  RESPONSE_HEADERS: collection((tx) => tx.response.headers),
  RESPONSE_HEADERS_NAMES: collection((tx) => namesAsValues(tx.response.headers)),
  RESPONSE_CONTENT_TYPE: scalar((tx) => tx.response.contentType),
  RESPONSE_CONTENT_LENGTH: scalar((tx) => String(tx.response.body.length)),
  RESPONSE_BODY: scalar((tx) => tx.response.body),
  OUTBOUND_DATA_ERROR: scalar((tx) => (tx.response.isBodyCut ? "1" : "0")),
};
