// Imported into every process of the test runner: one whose tests are over ends, also where one that failed
// has left a server open. Not at once, as with `--test-force-exit`: its report would be cut off.

import { after } from "node:test";

const GRACE_MS = 3000;

// The runner itself has none.
if (process.env["NODE_TEST_CONTEXT"] !== undefined) {
  after(() => {
    setTimeout(() => process.exit(), GRACE_MS).unref();
  });
}
