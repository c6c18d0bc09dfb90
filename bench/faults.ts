// npm run bench:faults: does harm to running programs, again and again, and counts what it cost. Each kind
// of harm is a section of its own in fault/, and `npm run bench:faults -- reload` runs the ones it names. The
// method is in README.md.

import { certificates } from "./fault/certificates.ts";
import { connections } from "./fault/connections.ts";
import { credentials } from "./fault/credentials.ts";
import { http2Attacks } from "./fault/http2-attacks.ts";
import { kills } from "./fault/kills.ts";
import { networks } from "./fault/networks.ts";
import { reload } from "./fault/reload.ts";
import { store } from "./fault/store.ts";
import { streaming } from "./fault/streaming.ts";
import { runSections } from "./measure/run-sections.ts";

/** One file each in fault/; a new one is added here. */
await runSections("faults", [
  reload,
  kills,
  certificates,
  credentials,
  connections,
  http2Attacks,
  store,
  networks,
  streaming,
]);
