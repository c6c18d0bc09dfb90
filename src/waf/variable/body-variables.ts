// Variables of the request's arguments and of its body.

import type { Pairs } from "../body/parsed-body.ts";
import { namesAsValues } from "../engine/pairs.ts";
import type { Transaction } from "../engine/transaction.ts";
import { collection, scalar, type VariableReader, type VariableTable } from "./variable.ts";

const flag = (isSet: boolean): string => (isSet ? "1" : "0");

const multipartFlag = (name: Parameters<Transaction["body"]["multipartFlags"]["has"]>[0]): VariableReader =>
  scalar((tx) => flag(tx.body.multipartFlags.has(name)));

const files = (pick: (file: Transaction["body"]["files"][number]) => string): VariableReader =>
  collection((tx): Pairs => {
    const parts = tx.body.files;
    return { names: parts.map(({ name }) => name), values: parts.map(pick) };
  });

/** Names and values together, as they were sent apart from their separators. */
function combinedSize({ names, values }: Pairs): number {
  let size = 0;
  for (const name of names) size += name.length;
  for (const value of values) size += value.length;
  return size;
}

const combinedFileSize = (tx: Transaction): number =>
  tx.body.files.reduce((sum, { content }) => sum + content.length, 0);

export const bodyVariables: VariableTable = {
  ARGS: collection((tx) => tx.args),
  ARGS_NAMES: collection((tx) => namesAsValues(tx.args)),
  ARGS_GET: collection((tx) => tx.request.args),
  ARGS_GET_NAMES: collection((tx) => namesAsValues(tx.request.args)),
  ARGS_POST: collection((tx) => tx.body.args),
  ARGS_POST_NAMES: collection((tx) => namesAsValues(tx.body.args)),
  ARGS_COMBINED_SIZE: scalar((tx) => String(combinedSize(tx.args))),
  URLENCODED_ERROR: scalar((tx) =>
    flag(tx.request.hasMalformedEncoding || tx.body.hasInvalidEncoding === true),
  ),
  REQUEST_BODY: scalar((tx) => tx.requestBodyVariable),
  REQUEST_BODY_LENGTH: scalar((tx) => String(tx.requestBodyText.length)),
  REQBODY_PROCESSOR: scalar((tx) => tx.bodyProcessor),
  REQBODY_ERROR: scalar((tx) => flag(tx.body.error !== "")),
  REQBODY_ERROR_MSG: scalar((tx) => tx.body.error),
  REQBODY_PROCESSOR_ERROR: scalar((tx) => flag(tx.body.error !== "")),
  REQBODY_PROCESSOR_ERROR_MSG: scalar((tx) => tx.body.error),
  INBOUND_DATA_ERROR: scalar((tx) => flag(tx.isRequestBodyCut)),
  FULL_REQUEST: scalar((tx) => `${tx.request.headText}${tx.requestBodyText}`),
  FULL_REQUEST_LENGTH: scalar((tx) => String(tx.request.headText.length + tx.requestBodyText.length)),
  FILES: files(({ fileName }) => fileName),
  FILES_NAMES: files(({ name }) => name),
  FILES_SIZES: files(({ content }) => String(content.length)),
  FILES_TMP_CONTENT: files(({ content }) => content),
  FILES_COMBINED_SIZE: scalar((tx) => String(combinedFileSize(tx))),
  MULTIPART_FILENAME: files(({ fileName }) => fileName),
  MULTIPART_NAME: files(({ name }) => name),
  MULTIPART_PART_HEADERS: collection((tx) => tx.body.partHeaders),
  MULTIPART_STRICT_ERROR: multipartFlag("STRICT_ERROR"),
  MULTIPART_UNMATCHED_BOUNDARY: multipartFlag("UNMATCHED_BOUNDARY"),
  MULTIPART_BOUNDARY_QUOTED: multipartFlag("BOUNDARY_QUOTED"),
  MULTIPART_BOUNDARY_WHITESPACE: multipartFlag("BOUNDARY_WHITESPACE"),
  MULTIPART_DATA_BEFORE: multipartFlag("DATA_BEFORE"),
  MULTIPART_DATA_AFTER: multipartFlag("DATA_AFTER"),
  MULTIPART_HEADER_FOLDING: multipartFlag("HEADER_FOLDING"),
  MULTIPART_LF_LINE: multipartFlag("LF_LINE"),
  MULTIPART_CRLF_LF_LINES: multipartFlag("CRLF_LF_LINES"),
  MULTIPART_MISSING_SEMICOLON: multipartFlag("MISSING_SEMICOLON"),
  MULTIPART_SEMICOLON_MISSING: multipartFlag("MISSING_SEMICOLON"),
  MULTIPART_INVALID_QUOTING: multipartFlag("INVALID_QUOTING"),
  MULTIPART_INVALID_PART: multipartFlag("INVALID_PART"),
  MULTIPART_INVALID_HEADER_FOLDING: multipartFlag("INVALID_HEADER_FOLDING"),
  MULTIPART_FILE_LIMIT_EXCEEDED: multipartFlag("FILE_LIMIT_EXCEEDED"),
  XML: {
    kind: "selected",
    read: (tx, selector) => tx.body.xml?.select(selector) ?? [],
  },
};
