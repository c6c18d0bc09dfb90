// What the configuration says of TLS and of the first bytes of a connection: the `certificates`, and the keys
// of a listener that decide who gets as far as a request.

import { Type } from "typebox";
import { defaultLimits } from "#kernel/limits.ts";
import { printDuration } from "./duration.ts";
import { acme } from "./schema-acme.ts";
import { choice, duration, formatted, keys, list, mention, named, text } from "./schema-form.ts";

const { tls: limits } = defaultLimits.listener;

const filePath = (description: string) => text({ description, minLength: 1 });

export const certificates = named(
  keys(
    {
      certificate: Type.Optional(
        text({
          description:
            "The path of a PEM file with the server's certificate and after it its intermediates, relative to this file; or the PEM text itself, by a reference.",
          minLength: 1,
          examples: ["tls/shop.pem"],
        }),
      ),
      key: Type.Optional(
        text({
          description:
            "The path of a PEM file with the unencrypted private key, or the PEM text itself, by a reference.",
          minLength: 1,
          examples: ["tls/shop.key"],
        }),
      ),
      acme: Type.Optional(acme),
      ocspResponse: Type.Optional(
        filePath("The path of a DER file with the OCSP response that is stapled for as long as it is fresh."),
      ),
    },
    {
      description:
        "A certificate with its key, or `acme`. The files are watched, and read again when they change.",
    },
  ),
  {
    description: "Certificates by name, for the `tls` of listeners.",
    default: {},
    defines: "certificate",
    examples: [{ shop: { certificate: "tls/shop.pem", key: "tls/shop.key" } }],
  },
);

const clientCertificates = keys(
  {
    mode: choice(["off", "optional", "required"], {
      description:
        "Whether clients show a certificate: not asked for, asked for, or demanded. One that is shown must be valid in either case.",
      default: "off",
    }),
    authorities: list(filePath("The path of a PEM file."), {
      description: "PEM files with the authorities that issue the clients' certificates.",
      default: [],
      examples: [["tls/clients-ca.pem"]],
    }),
    revocationLists: list(filePath("The path of a PEM or DER file."), {
      description:
        "Files with revocation lists, one of each authority in a client's chain. Where lists are given, a client whose authority has no list, or one past its next update, is refused.",
      default: [],
    }),
  },
  { description: "Certificates of clients (mutual TLS).", default: {} },
);

export const listenerTls = keys(
  {
    certificates: list(mention("certificate", "The name of a certificate."), {
      description:
        "Certificates by which the listener answers to their names (SNI), exact ones and wildcards; the first one also answers to every other name.",
      default: [],
      examples: [["shop"]],
    }),
    localAuthority: Type.Optional(
      text({
        description:
          "For development: the folder of a certificate authority of this machine's own, made where there is none, that issues a certificate for localhost and the hosts of the sites. Clients have to be told to trust its `authority.pem`.",
        minLength: 1,
        examples: [".portcullis/authority"],
      }),
    ),
    minVersion: choice(["TLSv1.2", "TLSv1.3"], {
      description: "The oldest version of TLS that is spoken.",
      default: "TLSv1.2",
    }),
    handshakeTimeout: duration(
      printDuration(limits.handshakeTimeoutMs),
      "How long a client may take from the connection to the end of the handshake.",
    ),
    ticketRotation: duration(
      printDuration(limits.ticketRotationMs),
      "How long the keys of session tickets are used before new ones are made.",
      60_000,
    ),
    clientCertificates,
  },
  {
    description:
      "Serves https on the listener: TLS 1.2 and 1.3 with forward secrecy and authenticated ciphers.",
    examples: [{ certificates: ["shop"] }],
  },
);

export const proxyProtocol = choice(["off", "optional", "required"], {
  description:
    "Whether `trustedHops` tell the client's address by a PROXY protocol header (version 1 or 2). From anybody else a header ends the connection, and where it is required nobody else gets in.",
  default: "off",
});

const identity = keys(
  {
    san: Type.Optional(
      text({
        description:
          "A subject alternative name, with or without its kind: `spiffe://mesh/edge`, `DNS:edge.example`.",
        minLength: 1,
      }),
    ),
    subject: Type.Optional(
      text({
        description: "The whole distinguished name, in the certificate's order: `O=Example, CN=edge-1`.",
        minLength: 1,
      }),
    ),
    fingerprint: Type.Optional(
      formatted<string>("fingerprint", {
        description: "The SHA-256 fingerprint of the certificate, in hex.",
      }),
    ),
  },
  {
    description: "What the certificate has to show: exactly one of the keys.",
    minProperties: 1,
    maxProperties: 1,
    examples: [{ san: "spiffe://mesh/edge" }],
  },
);

export const requireIdentity = keys(
  {
    networks: list(mention("network", "The name of a network."), {
      description: "Networks one of which the connection itself must come from, whatever its headers tell.",
      default: [],
    }),
    certificates: list(identity, {
      description: "Identities one of which the client's certificate must have.",
      default: [],
      examples: [[{ san: "spiffe://mesh/edge" }]],
    }),
  },
  {
    description:
      "Lets only known peers connect, such as the edge before this node. Where both lists are given, both must hold.",
    examples: [{ networks: ["edge"] }],
  },
);
