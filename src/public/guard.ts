// `portcullis/guard`: for backends behind a gateway, to refuse what did not come through it. Depends on
// nothing but Node.

export { type Connection, fastifyGuard, fetchGuard, koaGuard } from "#guard/framework-guards.ts";
export type { GuardedRequest, GuardVerdict, ShownCertificate } from "#guard/guard.ts";
export { Guard } from "#guard/guard.ts";
export {
  GuardConfigurationError,
  type GuardKey,
  type GuardOptions,
  type GuardProof,
  type HealthExemption,
  type Rejection,
  type RejectionReason,
} from "#guard/guard-options.ts";
export { guarded, NodeGuard, verifyGateway } from "#guard/node-guard.ts";
