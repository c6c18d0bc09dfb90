// P5: a certificate that the right authority gave to somebody else: the mistake to look for first.

import { otherCertificate } from "../other-certificate.ts";
import type { Probe } from "../probe.ts";

export const sharedCertificate: Probe = {
  id: "P5",
  title: "a certificate of another identity, from the same authority",
  mend: "do not trust the authority alone: know the gateway's certificate by fingerprint or URI name",
  run: (context) =>
    otherCertificate(context, {
      what: "the canary with a certificate of another identity",
      shown: context.settings.shared,
      setting: "sharedCertificate",
    }),
};
