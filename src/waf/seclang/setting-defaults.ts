// What holds where no directive says otherwise: the reference manual's defaults.

import type { EngineSettings } from "./program.ts";

export const manualDefaults: EngineSettings = {
  mode: "off",
  requestBodyAccess: false,
  responseBodyAccess: false,
  requestBodyLimitBytes: 134_217_728,
  requestBodyNoFilesLimitBytes: 1_048_576,
  requestBodyLimitAction: "reject",
  responseBodyLimitBytes: 524_288,
  responseBodyLimitAction: "reject",
  responseBodyTypes: ["text/plain", "text/html"],
  requestBodyJsonDepth: 10_000,
  maxArguments: 1000,
  maxFiles: 100,
  argumentSeparator: "&",
  cookieFormat: 0,
  collectionTimeoutS: 3600,
  unicodeMap: undefined,
  webAppId: "default",
  sensorId: "",
  serverSignature: "",
  componentSignatures: [],
  audit: { mode: "off", parts: "ABCFHZ", format: "native", relevantStatus: "" },
  isRegexMultiLine: false,
  inspectionCost: undefined,
};
