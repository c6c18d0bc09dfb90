// `portcullis/guard`: for backends behind a gateway, to refuse what did not come through it. Depends on
// nothing but Node.

export {
  type FollowedGateway,
  type FollowOptions,
  followGateway,
  type GatewayFacts,
} from "#guard/follow-gateway.ts";
export { type Connection, fastifyGuard, fetchGuard, koaGuard } from "#guard/framework-guards.ts";
export { type GatewayReporter, type ReportOptions, reportToGateway } from "#guard/gateway-reporter.ts";
export type { GuardedRequest, GuardVerdict, ShownCertificate } from "#guard/guard.ts";
export { Guard } from "#guard/guard.ts";
export type {
  GuardKey,
  GuardOptions,
  GuardProof,
  HealthExemption,
  Rejection,
  RejectionReason,
} from "#guard/guard-options.ts";
export { GuardConfigurationError } from "#guard/guard-ranges.ts";
export { guarded, NodeGuard, verifyGateway } from "#guard/node-guard.ts";
