// P3: the member's own port without a certificate and without an assertion: the canary in every spelling and
// by other methods, a path that nobody has, and where descriptions of APIs are found.

import type { Attempt } from "../../bypass-report.ts";
import type { Standard } from "../judgement.ts";
import { attempt, attemptOf, judgeFrom, type Probe, type ProbeContext } from "../probe.ts";
import { canaryRequest, type PlainRequest, probeRequest, wireOf } from "../request-wire.ts";

export const noProof: Probe = {
  id: "P3",
  title: "no certificate and no assertion",
  mend:
    "put the guard before every handler, static files and API descriptions too, in `mode: enforce`; " +
    "where it exempts the health check, name another `canary`",
  run: async (context) => {
    const { target, settings, seen, ask } = context;
    const canary = probeRequest(target, settings, wireOf(canaryRequest(target), settings.auditId));
    const reply = await ask(canary);
    seen.denial = reply;
    const judged = judgeFrom(context, canary, reply, { denial: undefined });
    const attempts: Attempt[] = [attemptOf("the canary", canary, reply, judged)];
    // Who answers everybody has nothing more to show.
    if (attempts[0]?.outcome === "open") return attempts;
    for (const each of variantsFor(context)) attempts.push(await tryVariant(context, each));
    return attempts;
  },
};

type Variant = {
  readonly what: string;
  readonly change: Partial<PlainRequest>;
  readonly control: Standard["control"];
};

function tryVariant(context: ProbeContext, { what, change, control }: Variant): Promise<Attempt> {
  const { target, settings } = context;
  const wire = wireOf(canaryRequest(target, change), settings.auditId);
  return attempt(context, what, probeRequest(target, settings, wire), { control });
}

function variantsFor({ target, settings, seen }: ProbeContext): Variant[] {
  const { canary, randomPath, bodyPath } = target;
  // What the gateway would get there is not known; for a path that nobody has, it is.
  const nobodys = (what: string, path: string): Variant => {
    return { what, change: { target: path }, control: seen.randomControl };
  };
  const post = { method: "POST", target: bodyPath ?? "", body: "audit=1" };
  return [
    nobodys("a path that nobody has", randomPath),
    { what: "HEAD of the canary", change: { method: "HEAD" }, control: seen.control },
    ...(bodyPath === undefined ? [] : [{ what: `POST ${bodyPath}`, change: post, control: undefined }]),
    ...spellingsOf(canary).map((path) => nobodys(`the canary as ${path}`, path)),
    ...settings.specPaths.map((path) => nobodys(`the API's description at ${path}`, path)),
  ];
}

/** What servers may take for the same path, and a guard that looks at paths for another one. */
function spellingsOf(canary: string): string[] {
  const [path = ""] = canary.split("?");
  const letter = path.search(/[a-z]/i);
  const encoded = `%${path.charCodeAt(letter).toString(16)}`;
  const spellings = new Set([
    ...[`/${path}`, `/.${path}`, `/audit/..${path}`, `${path}/`, `${path};audit=1`, path.toUpperCase()],
    letter < 0 ? path : path.slice(0, letter) + encoded + path.slice(letter + 1),
  ]);
  spellings.delete(path);
  return [...spellings];
}
