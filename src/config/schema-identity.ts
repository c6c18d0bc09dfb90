// The part of the schema on who the node is to others, for policies that show it: certificates by name, and
// where tokens come from.

import { Type } from "typebox";
import type { Prefix } from "#kernel/address.ts";
import { choice, duration, formatted, keys, list, mention, named, text } from "./schema-form.ts";

const credentialKeys = {
  tokenEndpoint: formatted<string>("token-url", {
    description: "The address that gives the tokens.",
    examples: ["https://login.example.com/oauth2/token"],
  }),
  clientId: text({
    description: "The id of the client that the node is.",
    minLength: 1,
    examples: ["portcullis"],
  }),
  clientSecret: formatted<string>("client-secret", {
    description: "The secret of that client.",
    examples: ["${env:CLIENT_SECRET}"],
  }),
  authentication: choice(["header", "form"], {
    description: "Where id and secret are sent: in the Authorization header, or in the form.",
    default: "header",
  }),
  scope: Type.Optional(
    text({
      description: "The scope to ask for; left out, the resource's `/.default` or none.",
      minLength: 1,
    }),
  ),
};

const clientCredentials = keys(credentialKeys, {
  description: "By OAuth's client credentials (RFC 6749 §4.4), from any issuer.",
});

const managedIdentity = keys(
  {
    endpoint: formatted<string>("metadata-url", {
      description: "The address of the metadata service: by https, or on this machine or its host.",
      default: "http://169.254.169.254/metadata/identity/oauth2/token",
    }),
  },
  { description: "By the managed identity of the Azure machine that the node runs on." },
);

const workloadIdentity = keys(
  {
    tokenEndpoint: credentialKeys.tokenEndpoint,
    clientId: text({
      description: "The id of the application that the node is.",
      minLength: 1,
      examples: ["${env:AZURE_CLIENT_ID}"],
    }),
    tokenFile: text({
      description: "The path of the file that the cluster keeps the node's federated token in.",
      minLength: 1,
      examples: ["${env:AZURE_FEDERATED_TOKEN_FILE}"],
    }),
  },
  { description: "By the workload identity of a cluster (RFC 7523)." },
);

const tokenSource = keys(
  {
    managedIdentity: Type.Optional(managedIdentity),
    workloadIdentity: Type.Optional(workloadIdentity),
    clientCredentials: Type.Optional(clientCredentials),
  },
  {
    description:
      "Where the tokens of `authentication-managed-identity` come from: exactly one of the keys. Left out, that policy fails.",
    minProperties: 1,
    maxProperties: 1,
    examples: [{ managedIdentity: {} }],
  },
);

const authorizations = named(named(clientCredentials, { description: "By the id of an authorization." }), {
  description: "What `get-authorization-context` names, by the id of a provider and of an authorization.",
  default: {},
  examples: [
    {
      crm: {
        main: {
          tokenEndpoint: "https://crm.example.com/oauth2/token",
          clientId: "portcullis",
          clientSecret: "${env:CRM_SECRET}",
        },
      },
    },
  ],
});

const published = keys(
  {
    issuer: Type.Optional(
      text({
        description: "Who says it: `iss` of the document.",
        defaultText: "the node's name",
        minLength: 1,
        examples: ["https://edge.example.com"],
      }),
    ),
    addresses: list(formatted<Prefix>("prefix", { description: "An address or prefix." }), {
      description:
        "The addresses that backends see requests of this node come from. Only you know what lies between: behind NAT they are other ones than the node's own.",
      default: [],
      examples: [["203.0.113.5", "2001:db8:5::/64"]],
    }),
    validity: duration(
      "24h",
      "How long a document holds; it is made anew after half of that. Guards that cannot reach the gateway refuse everything when theirs has run out.",
      60_000,
    ),
  },
  { description: "What routes with the target `guard` say of the node.", default: {} },
);

export const identity = keys(
  {
    certificates: list(mention("certificate", "The name of a certificate."), {
      description:
        "Certificates that policies may name by `certificate-id`: their keys verify and decrypt tokens, and are shown to backends.",
      default: [],
      examples: [["partner"]],
    }),
    tokenSource: Type.Optional(tokenSource),
    authorizations,
    published,
  },
  { description: "Who the node is to others: for policies that show it, and for guards.", default: {} },
);
