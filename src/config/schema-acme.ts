// The part of the schema on certificates that an authority issues to the node by ACME (RFC 8555).

import { Type } from "typebox";
import { challengeTypes } from "#acme/acme-spec.ts";
import { keyTypes } from "#tls/certificate-request.ts";
import { DURATION_PATTERN } from "./duration.ts";
import { choice, formatted, keys, list, text } from "./schema-form.ts";

export const acme = keys(
  {
    directory: formatted<string>("secret-url", {
      description: "The URL of the authority's directory.",
      examples: ["https://acme-v02.api.letsencrypt.org/directory"],
    }),
    termsAgreed: Type.Unsafe<true>({
      type: "boolean",
      const: true,
      description: "That you agree to the authority's terms of service: it issues nothing without.",
    }),
    contact: list(text({ description: "An e-mail address.", minLength: 3 }), {
      description: "Whom the authority may write to.",
      default: [],
      examples: [["ops@example.com"]],
    }),
    externalAccount: Type.Optional(
      keys(
        {
          keyId: text({ description: "The id of the key.", minLength: 1, examples: ["kid-1"] }),
          key: formatted<string>("mac-key", {
            description: "The key (HMAC) in base64url, by a reference.",
            examples: ["${secret:acme-account}"],
          }),
        },
        {
          description:
            "Binds the node's account to one that you have with the authority already, where it demands that.",
        },
      ),
    ),
    challenge: choice(challengeTypes, {
      description:
        "How the node shows that the names are its own: a file over http (port 80), a handshake over TLS (port 443), or a record in DNS that `dnsHook` sets.",
      default: "http-01",
    }),
    domains: list(formatted<string>("host", { description: "A host name; `*.name` with dns-01 alone." }), {
      description: "The names that the certificate is for.",
      minItems: 1,
      examples: [["shop.example.com"]],
    }),
    keyType: choice(keyTypes, { description: "The kind of its key.", default: "ecdsa-p256" }),
    renewBefore: Type.Optional(
      formatted<number>("duration", {
        description: "How long before its end it is renewed.",
        minimum: 1000,
        pattern: DURATION_PATTERN,
        defaultText: "a third of its lifetime",
      }),
    ),
    dnsHook: list(text({ description: "The program, or an argument of it." }), {
      description:
        "The program that sets records for dns-01, with its arguments. It is run without a shell, and gets `present` or `remove`, the record's name and its text as further arguments.",
      default: [],
      examples: [["/usr/local/bin/dns-record", "--zone", "example.com"]],
    }),
    ca: Type.Optional(
      text({
        description:
          "A PEM file with the authorities of the directory's own certificate, where it is no public one.",
        minLength: 1,
        examples: ["tls/acme-ca.pem"],
      }),
    ),
  },
  {
    description:
      "Lets an authority issue the certificate, and renews it. Until there is one, the listener shows one that it signed itself.",
    examples: [
      {
        directory: "https://acme-v02.api.letsencrypt.org/directory",
        termsAgreed: true,
        domains: ["shop.example.com"],
      },
    ],
  },
);
