// What policies of a tested document ask about identities and descriptions of APIs: a test says what is so,
// and nothing is verified.

import { PolicyFailure, type PolicyPorts } from "#policy/plans.ts";
import type { FixtureTest } from "./fixture.ts";

/** Documents run without a description of their API. */
export const noContract: PolicyPorts["contract"] = {
  operation: () => undefined,
  checkBody: () => ({ kind: "no-schema" }),
  checkGraphql: () => {
    throw new PolicyFailure("SchemaNotFound", "A test has no schema of GraphQL.", { status: 500 });
  },
};

export function fixtureIdentity({ context = {} }: FixtureTest): PolicyPorts["identity"] {
  const { token, hasCertificate = false, ownToken } = context;
  const own = async () => {
    if (ownToken !== undefined) return { value: ownToken, answer: { access_token: ownToken } };
    throw new PolicyFailure("TokenNotAcquired", "The test has no token of the node.", { status: 500 });
  };
  return {
    verifyToken: () =>
      token === undefined
        ? { kind: "refused", reason: "TokenNotPresent", message: "JWT not present." }
        : { kind: "verified", header: { alg: "RS256", typ: "JWT" }, claims: token },
    judgeCertificate: () =>
      hasCertificate
        ? { kind: "accepted" }
        : { kind: "refused", reason: "CertificateNotPresent", message: "There is no client certificate." },
    ownToken: own,
    authorization: own,
  };
}
