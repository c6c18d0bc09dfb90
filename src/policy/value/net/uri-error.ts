// UriFormatException, in the words of the .NET Framework.

import { ClrException } from "../clr-exception.ts";

export type UriFault =
  | "empty"
  | "format"
  | "hostname"
  | "port"
  | "authority"
  | "scheme"
  | "sequence"
  | "drive"
  | "absolute";

const messages: Readonly<Record<UriFault, string>> = {
  empty: "Invalid URI: The URI is empty.",
  format: "Invalid URI: The format of the URI could not be determined.",
  hostname: "Invalid URI: The hostname could not be parsed.",
  port: "Invalid URI: Invalid port specified.",
  authority: "Invalid URI: The Authority/Host could not be parsed.",
  scheme: "Invalid URI: The URI scheme is not valid.",
  drive: "Invalid URI: A Dos path must be rooted, for example, 'c:\\\\'.",
  absolute: "A relative URI cannot be created because the 'uriString' parameter represents an absolute URI.",
  sequence: "Invalid URI: There is an invalid sequence in the string.",
};

export function uriError(fault: UriFault): ClrException {
  return new ClrException("System.UriFormatException", messages[fault]);
}

export function relativeUriError(): ClrException {
  return new ClrException(
    "System.InvalidOperationException",
    "This operation is not supported for a relative URI.",
  );
}
