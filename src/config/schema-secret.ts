// The part of the schema on secrets: the node's own vault, and who else keeps some.

import { Type } from "typebox";
import { duration, formatted, keys, named, text } from "./schema-form.ts";

const path = (description: string, example: string) =>
  Type.Optional(text({ description, minLength: 1, examples: [example] }));

const vault = keys(
  {
    path: Type.Optional(
      text({
        description: "The vault's file, relative to this file.",
        minLength: 1,
        defaultText: "`secrets.vault` beside the store",
        examples: ["/var/lib/portcullis/secrets.vault"],
      }),
    ),
    keyFile: Type.Optional(
      text({
        description:
          "The file with the vault's key, as `portcullis secret key` prints one, relative to this file. Keep it apart from the vault: who has both has the secrets.",
        minLength: 1,
        defaultText: "`secrets.key` beside the vault",
        examples: ["/run/credentials/portcullis/vault.key"],
      }),
    ),
    keyVariable: path("The environment variable that holds the vault's key, instead of a file.", "VAULT_KEY"),
  },
  { description: "The node's own vault, which `portcullis secret` changes.", default: {} },
);

const caFile = Type.Optional(
  text({
    description: "A PEM file with the authorities of its certificate, instead of the well-known ones.",
    minLength: 1,
    examples: ["tls/vault-ca.pem"],
  }),
);

const serviceUrl = (example: string) =>
  formatted<string>("secret-url", {
    description: "Its address: https, or http on this machine alone.",
    examples: [example],
  });

const hashicorp = keys(
  {
    url: serviceUrl("https://vault.internal:8200"),
    mount: text({
      description: "Where its key-value engine (version 2) is mounted.",
      default: "secret",
      minLength: 1,
    }),
    namespace: path("The namespace.", "teams/edge"),
    token: Type.Optional(
      formatted<string>("client-secret", {
        description: "The token: a reference to a variable, or to the node's own vault.",
        examples: ["${env:VAULT_TOKEN}"],
      }),
    ),
    tokenFile: path("A file with the token, read anew each time: an agent may renew it.", "/run/vault/token"),
    ca: caFile,
  },
  { description: "HashiCorp Vault, OpenBao, or what else speaks their HTTP API: key-value, version 2." },
);

const managedIdentity = keys(
  {
    endpoint: formatted<string>("metadata-url", {
      description: "The address of the metadata service: by https, or on this machine or its host.",
      default: "http://169.254.169.254/metadata/identity/oauth2/token",
    }),
    clientId: path("The identity, where the machine has several.", "${env:AZURE_CLIENT_ID}"),
  },
  { description: "By the managed identity of the Azure machine that the node runs on." },
);

const clientCredentials = keys(
  {
    tokenEndpoint: formatted<string>("secret-url", {
      description: "The address that gives the tokens.",
      examples: ["https://login.microsoftonline.com/TENANT/oauth2/v2.0/token"],
    }),
    clientId: text({ description: "The id of the application.", minLength: 1, examples: ["portcullis"] }),
    clientSecret: formatted<string>("client-secret", {
      description: "Its secret: a reference to a variable, or to the node's own vault.",
      examples: ["${env:AZURE_CLIENT_SECRET}"],
    }),
  },
  { description: "By OAuth's client credentials (RFC 6749 §4.4), as a registered application." },
);

const keyVault = keys(
  {
    url: serviceUrl("https://shop.vault.azure.net"),
    resource: text({
      description: "What its tokens are for: another one in other clouds.",
      default: "https://vault.azure.net",
      minLength: 1,
    }),
    managedIdentity: Type.Optional(managedIdentity),
    clientCredentials: Type.Optional(clientCredentials),
    ca: caFile,
  },
  {
    description: "Azure Key Vault: secrets, asked for with `managedIdentity` or `clientCredentials`.",
    examples: [{ url: "https://shop.vault.azure.net", managedIdentity: {} }],
  },
);

const provider = keys(
  { hashicorpVault: Type.Optional(hashicorp), azureKeyVault: Type.Optional(keyVault) },
  {
    description: "Who keeps the secrets: exactly one of the keys.",
    minProperties: 1,
    maxProperties: 1,
    examples: [{ hashicorpVault: { url: "https://vault.internal:8200", tokenFile: "/run/vault/token" } }],
  },
);

export const secrets = keys(
  {
    vault,
    refresh: duration(
      "5m",
      "How often secrets of providers are asked for again; one that changed reloads the configuration.",
      1000,
    ),
    providers: named(provider, {
      description:
        "Others that keep secrets, by the name that stands before the slash: `${secret:corp/apps/shop}`.",
      default: {},
      examples: [
        { corp: { hashicorpVault: { url: "https://vault.internal:8200", tokenFile: "/run/vault/token" } } },
      ],
    }),
  },
  { description: "Where the references `${secret:NAME}` of this configuration lead.", default: {} },
);
