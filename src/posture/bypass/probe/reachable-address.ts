// P1: does the backend take connections at all from here? Best is that it does not; where it does, its proof
// alone keeps others out, which is told and no hole.

import { judge } from "../judgement.ts";
import { attemptOf, type Probe } from "../probe.ts";
import { probeRequest } from "../request-wire.ts";

export const reachableAddress: Probe = {
  id: "P1",
  title: "the member's port from this vantage",
  mend: "let the firewall of the backend take connections from the gateway's addresses alone",
  run: async (context) => {
    const { target, settings, vantage, ask } = context;
    const request = probeRequest(target, settings, { kind: "nothing" }, { isTls: false });
    const reply = await ask(request);
    const what = "connects to the member's port";
    if (reply.kind === "connected") {
      const reason = vantage.isForeign
        ? "takes connections from here: its proof alone keeps others out"
        : "takes connections, as it must from the gateway's machine";
      return [attemptOf(what, request, reply, { outcome: "noted", reason })];
    }
    return [attemptOf(what, request, reply, judge(reply, NOTHING_KNOWN))];
  },
};

const NOTHING_KNOWN = { control: undefined, denial: undefined, target: "" };
