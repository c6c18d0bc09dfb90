// The catalogue's part of System.Security.Cryptography, and the reference's tokens and credentials.

import { enumDefinition } from "../../type/enum-definition.ts";
import type { TypeDefinition } from "../../type/type-definition.ts";
import { authorizationType } from "./authorization.ts";
import { basicCredentialsType } from "./basic-credentials.ts";
import { paddingModes } from "./block-padding.ts";
import { certificatePartTypes } from "./certificate-part-types.ts";
import { certificateTypes } from "./certificate-type.ts";
import { cryptoExtensionType } from "./crypto-extension-type.ts";
import { hashAlgorithmTypes } from "./hash-algorithm-type.ts";
import { jwtType } from "./jwt.ts";
import { randomNumberTypes } from "./random-number-type.ts";
import { rsaPaddingTypes } from "./rsa-padding.ts";
import { rsaTypes } from "./rsa-type.ts";
import { cipherModes } from "./symmetric-algorithm.ts";
import { symmetricAlgorithmTypes } from "./symmetric-algorithm-type.ts";

export const cryptoTypes: readonly TypeDefinition[] = [
  ...hashAlgorithmTypes,
  ...symmetricAlgorithmTypes,
  enumDefinition("System.Security.Cryptography.CipherMode", cipherModes),
  enumDefinition("System.Security.Cryptography.PaddingMode", paddingModes),
  ...randomNumberTypes,
  ...rsaPaddingTypes,
  ...rsaTypes,
  ...certificateTypes,
  ...certificatePartTypes,
  basicCredentialsType,
  jwtType,
  authorizationType,
  cryptoExtensionType,
];
