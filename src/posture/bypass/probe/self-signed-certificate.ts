// P4: a certificate that nobody vouches for and that carries the gateway's names.

import { imitatedCertificate } from "../imitated-certificate.ts";
import { attempt, type Probe, withoutRequest } from "../probe.ts";
import { canaryRequest, probeRequest, wireOf } from "../request-wire.ts";

export const selfSignedCertificate: Probe = {
  id: "P4",
  title: "a self-signed certificate with the gateway's name",
  mend: "verify client certificates against the authority, and know the gateway's by fingerprint or URI name",
  run: async (context) => {
    const { target, settings } = context;
    const what = "the canary with a self-signed certificate in the gateway's name";
    if (!target.isTls) return [withoutRequest(what, "not-applicable", "the member does not speak TLS")];
    const shown = await imitatedCertificate(target.tls?.certificate ?? "");
    const wire = wireOf(canaryRequest(target), settings.auditId);
    return [await attempt(context, what, probeRequest(target, settings, wire, { shown }))];
  },
};
