// Where our descriptions of policies differ from Azure's reference on purpose, policy by policy.

export type Deviation = { readonly difference: string; readonly reason: string };

export const deviations: ReadonlyMap<string, readonly Deviation[]> = new Map([
  [
    "set-status",
    [
      {
        difference: "reason: required Yes",
        reason: "seven of Azure's own sample documents leave it out, and HTTP/2 has none",
      },
    ],
  ],
  [
    "send-service-bus-message",
    [
      {
        difference: "namespace: required No",
        reason: "nothing else here says where the bus is",
      },
    ],
  ],
  ["trace", [{ difference: "also in on-error", reason: "a sample document of Azure's own has it there" }]],
]);
