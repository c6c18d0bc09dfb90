// V8's collector, for what measures memory or wants no collection to fall into what it times.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collection = { readonly type: "minor" | "major" };

setFlagsFromString("--expose-gc");
// V8's own function of that name: the flag gives it to new contexts, not to this one.
const collect = runInNewContext("gc") as (collection: Collection) => void;

/** Everything that nobody holds, of JavaScript and of native code alike: what held the latter goes first. */
export function collectGarbage(): void {
  collect({ type: "major" });
  collect({ type: "major" });
}

/** What was made lately and dropped. */
export const collectYoung = (): void => collect({ type: "minor" });
