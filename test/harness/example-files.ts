// The files that the example configuration of the reference page names, by the names that it calls them.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "example-tls");

const tlsFiles = Object.fromEntries(
  ["api.pem", "api.key", "edge-ca.pem", "edge-ca.crl"].map((name) => [
    `tls/${name}`,
    readFileSync(join(FOLDER, name), "latin1"),
  ]),
);

export const exampleFiles: Readonly<Record<string, string>> = {
  ...tlsFiles,
  "keys/mobile-app": "0123456789abcdef0123456789abcdef\n",
};
