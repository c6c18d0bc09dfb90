// The engine's own detectors by themselves, for tools that judge single values.

export { percentDecode as decodeArgument } from "./body/percent-decode.ts";
export { detectSqli } from "./detect/detect-sqli.ts";
export { detectXss } from "./detect/detect-xss.ts";
