// P10: assertions by keys that are not the gateway's, and by algorithms that are not the key's (RFC 9421
// §7.3.6): an HMAC with the public key for its secret, none at all, an empty signature.

import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import type { AssertionSettings } from "#upstream/assertion-signer.ts";
import type { Attempt } from "../../bypass-report.ts";
import { needsAssertion } from "../needs-assertion.ts";
import { attempt, type Probe } from "../probe.ts";
import { canaryRequest, probeRequest, signedWire } from "../request-wire.ts";

type Forged = {
  readonly what: string;
  readonly assertion: AssertionSettings;
  readonly alter?: (wire: string) => string;
};

export const foreignKey: Probe = {
  id: "P10",
  title: "assertions by another key or algorithm",
  mend: "take the algorithm from the key that the backend has, refuse key ids that it has not, and verify before believing",
  run: (context) =>
    needsAssertion(context, async (assertion) => {
      const { target, settings } = context;
      const attempts: Attempt[] = [];
      for (const { what, assertion: forged, alter } of forgedBy(assertion)) {
        const wire = signedWire(canaryRequest(target), forged, target.isTls, settings.auditId);
        const sent = alter === undefined ? wire : alter(wire);
        attempts.push(await attempt(context, what, probeRequest(target, settings, sent)));
      }
      return attempts;
    }),
};

function forgedBy(own: AssertionSettings): Forged[] {
  const secret = randomBytes(32).toString("hex");
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const hmac = { algorithm: "hmac-sha256", key: secret } as const;
  const ed25519 = { algorithm: "ed25519", key: pem } as const;
  const unknown = `unknown-${randomBytes(6).toString("hex")}`;
  return [
    { what: "a key id that nobody has", assertion: { ...own, ...hmac, keyId: unknown } },
    { what: "the gateway's key id, HMAC by another secret", assertion: { ...own, ...hmac } },
    { what: "the gateway's key id, Ed25519 by another key", assertion: { ...own, ...ed25519 } },
    { what: "HMAC with an empty secret", assertion: { ...own, algorithm: "hmac-sha256", key: "" } },
    ...(own.algorithm === "ed25519" ? publicKeySwaps(own) : []),
    {
      what: "the algorithm none",
      assertion: { ...own, ...hmac },
      alter: (wire) => wire.replace(/alg="[^"]*"/, 'alg="none"').replace(SIGNATURE, "Signature: gw=::"),
    },
    {
      what: "an empty signature",
      assertion: { ...own, ...hmac },
      alter: (wire) => wire.replace(SIGNATURE, "Signature: gw=::"),
    },
    {
      what: "parameters without a signature",
      assertion: { ...own, ...hmac },
      alter: (wire) => wire.replace(/Signature: [^\r]*\r\n/, ""),
    },
  ];
}

const SIGNATURE = /Signature: [^\r]*/;

/** The public key is no secret: as the secret of an HMAC it must not count, in any spelling. */
function publicKeySwaps(own: AssertionSettings): Forged[] {
  const key = createPublicKey(createPrivateKey(own.key));
  const pem = key.export({ type: "spki", format: "pem" }).toString();
  return [pem, pem.trim()].map((secret) => ({
    what: "HMAC with the public key for its secret",
    assertion: { ...own, algorithm: "hmac-sha256", key: secret },
  }));
}
