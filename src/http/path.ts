// placeholder until the normaliser lands
export type PathRules = {
  readonly encodedSlashes: "decode" | "keep" | "reject";
  readonly doubleEncoding: "decode" | "keep" | "reject";
  readonly parameters: "strip" | "keep" | "reject";
  readonly mergeSlashes: boolean;
  /** Routes match without regard to case, and the route's own spelling is forwarded. */
  readonly ignoreCase: boolean;
};
