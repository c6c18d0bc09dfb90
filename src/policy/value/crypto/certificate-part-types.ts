// What certificates are made of: names, keys, object identifiers, and the enums.

import { enumDefinition } from "../../type/enum-definition.ts";
import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import type { Run } from "../run.ts";
import { nameTypes } from "./certificate-type.ts";
import { Oid } from "./oid.ts";
import { PublicKey, publicKeyOf } from "./public-key.ts";
import { Rsa } from "./rsa.ts";
import { X500DistinguishedName } from "./x500-name.ts";

type Text = string | null;

const NAMESPACE = "System.Security.Cryptography.X509Certificates";

export const certificatePartTypes: readonly TypeDefinition[] = [
  defineType({
    name: `${NAMESPACE}.X500DistinguishedName`,
    kind: "class",
    isInstance: (value) => value instanceof X500DistinguishedName,
    members: {
      "string Name": (_run: Run, name: X500DistinguishedName) => name.name,
      "byte[] RawData": (_run: Run, name: X500DistinguishedName) => name.raw.slice(),
    },
  }),
  defineType({
    name: `${NAMESPACE}.PublicKey`,
    kind: "class",
    isInstance: (value) => value instanceof PublicKey,
    members: {
      "AsymmetricAlgorithm Key": (_run: Run, key: PublicKey) => new Rsa(publicKeyOf(key.certificate)),
      "Oid Oid": (_run: Run, key: PublicKey) => new Oid(key.certificate.keyAlgorithm),
    },
  }),
  defineType({
    name: "System.Security.Cryptography.Oid",
    kind: "class",
    isInstance: (value) => value instanceof Oid,
    members: {
      "new(string oid)": (_run: Run, text: Text) => new Oid(text),
      "new(string value, string friendlyName)": (_run: Run, value: Text, name: Text) => new Oid(value, name),
      "string Value": (_run: Run, oid: Oid) => oid.value,
      "string FriendlyName": (_run: Run, oid: Oid) => oid.friendlyName,
    },
  }),
  enumDefinition(`${NAMESPACE}.X509NameType`, nameTypes),
  enumDefinition(`${NAMESPACE}.X509ContentType`, {
    ...{
      Unknown: 0,
      Cert: 1,
      SerializedCert: 2,
      Pfx: 3,
      Pkcs12: 3,
      SerializedStore: 4,
      Pkcs7: 5,
      Authenticode: 6,
    },
  }),
  enumDefinition(
    `${NAMESPACE}.X509KeyStorageFlags`,
    {
      ...{ DefaultKeySet: 0, UserKeySet: 1, MachineKeySet: 2, Exportable: 4, UserProtected: 8 },
      ...{ PersistKeySet: 16, EphemeralKeySet: 32 },
    },
    true,
  ),
];
