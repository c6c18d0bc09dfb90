// P3: the member's own port without a certificate and without an assertion: the canary, a path that nobody
// has, and where descriptions of APIs are found.

import type { Attempt } from "../../bypass-report.ts";
import { judge } from "../judgement.ts";
import { attempt, attemptOf, type Probe } from "../probe.ts";
import { canaryRequest, probeRequest, wireOf } from "../request-wire.ts";

export const noProof: Probe = {
  id: "P3",
  title: "no certificate and no assertion",
  mend: "put the guard before every handler, static files and API descriptions too, in `mode: enforce`; where it exempts the health check, name another `canary`",
  run: async (context) => {
    const { target, settings, seen, ask } = context;
    const requestFor = (path: string) =>
      probeRequest(target, settings, wireOf(canaryRequest(target, { target: path }), settings.auditId));
    const canary = requestFor(target.canary);
    const reply = await ask(canary);
    seen.denial = reply;
    const standard = { control: seen.control, denial: undefined, target: target.canary };
    const attempts: Attempt[] = [attemptOf("the canary", canary, reply, judge(reply, standard))];
    // Who answers everybody has nothing more to show.
    if (attempts[0]?.outcome === "open") return attempts;
    const control = seen.randomControl;
    attempts.push(
      await attempt(context, "a path that nobody has", requestFor(target.randomPath), { control }),
    );
    for (const path of settings.specPaths) {
      attempts.push(
        await attempt(context, `the API's description at ${path}`, requestFor(path), { control }),
      );
    }
    return attempts;
  },
};
