// P6: a certificate that was the gateway's and no longer holds, because it expired or was revoked.

import { otherCertificate } from "../other-certificate.ts";
import type { Probe } from "../probe.ts";

export const expiredCertificate: Probe = {
  id: "P6",
  title: "the gateway's certificate of old, expired or revoked",
  mend: "let the server refuse certificates whose time is over, and give it the authority's revocation list",
  run: (context) =>
    otherCertificate(context, {
      what: "the canary with a certificate whose time is over",
      shown: context.settings.expired,
      setting: "expiredCertificate",
    }),
};
