// P2: other ways in than the one that the pool names: plain HTTP on the member's own port, other ports, and
// further addresses. What stands there is asked for the canary without proof, in the clear and by TLS.

import type { Attempt } from "../../bypass-report.ts";
import { judge } from "../judgement.ts";
import { attempt, attemptOf, type Probe, type ProbeContext, withoutRequest } from "../probe.ts";
import { canaryRequest, probeRequest, signedWire, type Way, wireOf } from "../request-wire.ts";

export const otherDoor: Probe = {
  id: "P2",
  title: "plain HTTP, other ports and further addresses",
  mend: "close that port or address, or let it demand the gateway's proof as the member's own port does",
  run: async (context) => {
    const { target, settings } = context;
    const attempts: Attempt[] = [];
    if (target.isTls) {
      const wire = wireOf(canaryRequest(target), settings.auditId);
      const request = probeRequest(target, settings, wire, { isTls: false, protocol: "http1" });
      attempts.push(await attempt(context, "plain HTTP on the port that is for TLS", request));
    }
    const ports = settings.ports.filter((port) => port !== target.port);
    if (ports.length === 0) {
      attempts.push(withoutRequest("other ports", "not-tried", "`audit.bypass.ports` names none"));
    }
    for (const port of ports) attempts.push(await tryDoor(context, target.address, port));
    for (const address of target.doors) {
      for (const port of [target.port, ...ports]) attempts.push(await tryDoor(context, address, port));
    }
    return [...attempts, ...target.foreignDoors.map(untried)];
  },
};

const untried = (address: string): Attempt => {
  const reason = `${address} is public and not proven to be ours: declare it in \`audit.bypass.own\``;
  return withoutRequest("a further address", "not-tried", reason);
};

/** Every protocol that something could speak there, the member's own first. */
async function tryDoor(context: ProbeContext, address: string, port: number): Promise<Attempt> {
  const { isTls } = context.target;
  const attempts: Attempt[] = [];
  for (const protocol of ["http1", "http2"] as const) {
    for (const tls of [isTls, !isTls]) {
      const tried = await tryProtocol(context, { address, port, isTls: tls, protocol });
      if (isNoConnection(tried) || tried.outcome === "open") return tried;
      attempts.push(tried);
    }
  }
  const answered = attempts.filter((each) => each.evidence?.reply.kind === "answered");
  // One port speaks one of them: what is said to the others is that they are the wrong one.
  return answered.find(({ outcome }) => outcome === "refused") ?? answered[0] ?? first(attempts);
}

/** What speaks no HTTP is no way to the application; a port that hangs cannot be told. */
function first(attempts: readonly Attempt[]): Attempt {
  const [any] = attempts;
  const unsure = attempts.find(({ outcome }) => outcome === "undecided");
  return unsure ?? any ?? withoutRequest("another door", "not-tried", "no protocol was tried");
}

const isNoConnection = ({ evidence }: Attempt): boolean =>
  evidence?.reply.kind === "failed" && evidence.reply.at === "connect";

async function tryProtocol(context: ProbeContext, way: Way): Promise<Attempt> {
  const { target, settings, seen, ask } = context;
  const { isTls = false, protocol } = way;
  const how = `${isTls ? "TLS" : "plain HTTP"}${protocol === "http2" ? ", HTTP/2" : ""}`;
  const what = `the canary by ${how} at another door`;
  const plain = canaryRequest(target);
  const request = probeRequest(target, settings, wireOf(plain, settings.auditId), way);
  const reply = await ask(request);
  const { control, denial } = seen;
  const standard = { control, denial, target: plain.target };
  const judged = judge(reply, { ...standard, control: undefined });
  if (judged.outcome !== "undecided" || reply.kind !== "answered" || target.assertion === undefined) {
    const isAlike = reply.kind === "answered" && control?.bodyHash === reply.bodyHash && reply.bodyBytes > 0;
    return attemptOf(what, request, reply, isAlike ? judge(reply, standard) : judged);
  }
  // An error says that the door is guarded only where the gateway's proof opens it.
  const signed = signedWire(plain, target.assertion, isTls, settings.auditId);
  const proved = await ask(probeRequest(target, settings, signed, way));
  const isOpened = proved.kind === "answered" && proved.status >= 200 && proved.status < 300;
  const reason = isOpened
    ? `answers ${reply.status}, and the gateway gets ${proved.status}`
    : `something else answers there with ${reply.status}, to the gateway's proof too: say what it is, or close it`;
  return attemptOf(what, request, reply, { outcome: isOpened ? "refused" : "undecided", reason });
}
