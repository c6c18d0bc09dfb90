// npm run bench:flood: floods of requests and attacks on connections, beside good clients who should hardly
// notice. Each kind is a section of its own in flood/; the method is in README.md.

import { floods } from "./flood/floods.ts";
import { slowAttacks } from "./flood/slow-attacks.ts";
import { lowerBackgroundThreads } from "./load/background-threads.ts";
import { runSections } from "./measure/run-sections.ts";

// The good clients' own: attackers are programs of their own.
lowerBackgroundThreads();
await runSections("flood", [floods, slowAttacks]);
