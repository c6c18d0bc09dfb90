// The part of the schema on where the gateway itself calls, beside the members of pools.

import { Type } from "typebox";
import type { EgressPlace, ProxyUrl } from "./egress-format.ts";
import { formatted, keys, list } from "./schema-form.ts";

export const egress = keys(
  {
    allow: list(
      formatted<EgressPlace>("egress-place", { description: "A host, `*.suffix`, an address or a prefix." }),
      {
        description:
          "Internal places that may be called; loopback, private, link-local and other special addresses are refused otherwise, at every redirect. The hosts of URLs in this configuration need not stand here.",
        default: [],
        examples: [["10.0.5.0/24", "collector.internal"]],
      },
    ),
    proxy: Type.Optional(
      formatted<ProxyUrl>("proxy-url", {
        description:
          "The HTTP proxy for all that is not internal: `http://host:port`, with `user:password@` where it asks for one. It resolves the names.",
        examples: ["http://proxy.internal:3128"],
      }),
    ),
  },
  {
    description:
      "Calls of the gateway itself, beside those to members of pools: now the export to an OpenTelemetry collector.",
    default: {},
  },
);
