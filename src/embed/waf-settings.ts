// What a program tells of the WAF that it wants. The keys are those of a policy in a configuration.

export type RuleSource =
  /** Portcullis's own rules. */
  | "baseline"
  | "bots"
  /** A folder with the OWASP Core Rule Set: `rules/` and `crs-setup.conf.example`. */
  | { readonly crs: string }
  /** A file of SecLang, or a pattern such as `rules/*.conf`; relative to the working directory. */
  | { readonly file: string }
  /** SecLang itself. */
  | { readonly text: string };

export type NameSelector =
  | { readonly equals: string }
  | { readonly startsWith: string }
  | { readonly endsWith: string }
  | { readonly contains: string };

export type WafExclusion = {
  readonly part:
    | "argument"
    | "argument-name"
    | "header"
    | "header-name"
    | "cookie"
    | "cookie-name"
    | "file"
    | "xml";
  readonly name?: NameSelector;
  /** Ids and ranges: `"942100"`, `"942000-942999"`. */
  readonly rules?: readonly string[];
  readonly tags?: readonly string[];
};

export type WafRuleAction = {
  readonly rules: readonly string[];
  readonly action: "block" | "log" | "score" | "redirect" | "off";
  readonly location?: string;
};

export type WafSettings = {
  /** In their order; `["baseline"]` where it is left out. */
  readonly rules?: readonly RuleSource[];
  /** `detection` blocks nothing; `prevention` where it is left out. */
  readonly mode?: "prevention" | "detection";
  /** 1 to 4; 1 where it is left out. */
  readonly paranoiaLevel?: number;
  readonly detectionParanoiaLevel?: number;
  /** The anomaly score at which a request is blocked; 5 where it is left out. */
  readonly inboundThreshold?: number;
  /** How much of a body is looked at: `"128KiB"` where it is left out. */
  readonly bodyLimit?: string;
  /** What becomes of a longer body; `block` where it is left out. */
  readonly overBodyLimit?: "block" | "pass";
  /**
   * What looking at one request may cost: in steps of work, at all and for each byte that is looked at, and
   * in CPU time (`"200ms"`). What costs more is blocked (`prevention`) or passes (`detection`), and
   * `isUndecided` either way.
   */
  readonly inspectionCost?: { readonly limit?: number; readonly perByte?: number; readonly time?: string };
  readonly exclusions?: readonly WafExclusion[];
  readonly ruleActions?: readonly WafRuleAction[];
};

/** The same as a policy of a configuration, and the rules that are in no file, by their name. */
export function writtenPolicy(settings: WafSettings): {
  readonly options: Readonly<Record<string, unknown>>;
  readonly texts: ReadonlyMap<string, string>;
} {
  const { rules = ["baseline"], bodyLimit, overBodyLimit, ...others } = settings;
  const texts = new Map<string, string>();
  const folders: string[] = [];
  const ruleSets = rules.map((source) => {
    if (typeof source === "string") return source;
    if ("file" in source) return { files: source.file };
    if ("text" in source) {
      const name = `rules.${rules.indexOf(source)}.text`;
      texts.set(name, source.text);
      return { files: name };
    }
    folders.push(source.crs);
    return "crs";
  });
  const [folder] = folders;
  const options = {
    ...others,
    ruleSets,
    ...(folder === undefined ? {} : { crs: { folder } }),
    requestBody: {
      ...(bodyLimit === undefined ? {} : { limit: bodyLimit }),
      ...(overBodyLimit === undefined ? {} : { overLimit: overBodyLimit }),
    },
  };
  return { options, texts };
}
