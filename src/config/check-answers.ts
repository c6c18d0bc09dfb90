// Cross checks of the answers that the gateway gives by itself.

import { hasNoBody } from "#http/own-answer.ts";
import { variablesOf } from "#http/template.ts";
import type { Site, Target } from "./config.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";

export function checkFixedResponse(
  respond: NonNullable<Target["respond"]>,
  places: Places,
  report: Report,
): void {
  if (respond.body === "" || !hasNoBody(respond.status)) return;
  const message = `an answer with the status ${places.shown(respond, "status")} has no body`;
  const hint = "leave the body out, or use another status";
  report.error(places.key(respond, "body"), "body-not-allowed", message, hint);
}

export function checkRedirect(
  redirect: NonNullable<Target["redirect"]>,
  site: Site,
  places: Places,
  report: Report,
): void {
  if (!site.hosts.includes("*") || !variablesOf(redirect.location).some(({ name }) => name === "host"))
    return;
  const message = "the redirect would lead to any host that a client names";
  const hint = 'name the hosts of the site instead of "*", or write the host out';
  report.error(places.value(redirect, "location"), "open-redirect", message, hint);
}
