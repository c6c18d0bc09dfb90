// Variables of the request's head: its line, its header, where it came from.

import { namesAsValues } from "../engine/pairs.ts";
import { collection, scalar, type VariableTable } from "./variable.ts";

export const requestVariables: VariableTable = {
  REQUEST_LINE: scalar((tx) => tx.request.input.requestLine),
  REQUEST_METHOD: scalar((tx) => tx.request.input.method),
  REQUEST_PROTOCOL: scalar((tx) => tx.request.input.protocol),
  REQUEST_URI: scalar((tx) => tx.request.uri),
  REQUEST_URI_RAW: scalar((tx) => tx.request.input.target),
  REQUEST_FILENAME: scalar((tx) => tx.request.fileName),
  REQUEST_BASENAME: scalar((tx) => tx.request.baseName),
  PATH_INFO: scalar((tx) => tx.request.fileName),
  QUERY_STRING: scalar((tx) => tx.request.query),
  REQUEST_HEADERS: collection((tx) => tx.request.headers),
  REQUEST_HEADERS_NAMES: collection((tx) => namesAsValues(tx.request.headers)),
  REQUEST_COOKIES: collection((tx) => tx.request.cookies),
  REQUEST_COOKIES_NAMES: collection((tx) => namesAsValues(tx.request.cookies)),
  AUTH_TYPE: scalar((tx) => tx.request.authType),
  REMOTE_ADDR: scalar((tx) => tx.request.input.clientAddress),
  REMOTE_HOST: scalar((tx) => tx.request.input.clientAddress),
  REMOTE_PORT: scalar((tx) => String(tx.request.input.clientPort)),
  REMOTE_USER: scalar((tx) => tx.request.user),
  SERVER_ADDR: scalar((tx) => tx.request.input.serverAddress),
  SERVER_NAME: scalar((tx) => tx.request.input.serverName),
  SERVER_PORT: scalar((tx) => String(tx.request.input.serverPort)),
};
