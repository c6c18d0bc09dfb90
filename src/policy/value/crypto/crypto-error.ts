// What the cryptographic classes throw.

import { ClrException } from "../clr-exception.ts";

export function cryptographicException(message: string): ClrException {
  return new ClrException("System.Security.Cryptography.CryptographicException", message);
}

export function disposedException(): ClrException {
  return new ClrException("System.ObjectDisposedException", "Cannot access a disposed object.");
}
