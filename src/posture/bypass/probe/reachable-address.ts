// P1: does the backend take connections at all from here? Best is that it does not; where it does, its proof
// alone keeps others out, which is told and no hole. One failure may be chance: it is asked again.

import { attemptOf, judgeFrom, type Probe, REFUSALS } from "../probe.ts";
import { probeRequest } from "../request-wire.ts";

export const reachableAddress: Probe = {
  id: "P1",
  title: "the member's port from this vantage",
  mend: "let the firewall of the backend take connections from the gateway's addresses alone",
  run: async (context) => {
    const { target, settings, vantage, ask } = context;
    const request = probeRequest(target, settings, { kind: "nothing" }, { isTls: false });
    let reply = await ask(request);
    for (let i = 1; i < REFUSALS && reply.kind !== "connected"; i++) reply = await ask(request);
    const what = "connects to the member's port";
    if (reply.kind !== "connected") {
      return [attemptOf(what, request, reply, judgeFrom(context, request, reply))];
    }
    const reason = vantage.isForeign
      ? "takes connections from here: its proof alone keeps others out"
      : "takes connections, as it must from the gateway's machine";
    return [attemptOf(what, request, reply, { outcome: "noted", reason })];
  },
};
