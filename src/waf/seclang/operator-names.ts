// The names of all operators: rules are checked against them while they are read. What the operators do
// stands in the module's operator table.

export type OperatorEntry = {
  /** As the reference manual spells it. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly argument: "required" | "optional" | "none";
  readonly readsFile: boolean;
  /** `%{…}` in the argument is expanded. */
  readonly expandsMacros: boolean;
  /** Why it is refused; empty for those that work. */
  readonly refusal: string;
};

type Traits = Partial<Omit<OperatorEntry, "name">>;

function operator(name: string, traits: Traits = {}): OperatorEntry {
  return {
    ...{ name, aliases: [], argument: "required", readsFile: false, expandsMacros: false, refusal: "" },
    ...traits,
  };
}

const text: Traits = { expandsMacros: true };
const none: Traits = { argument: "none" };
const file: Traits = { readsFile: true };

export const operatorNames: readonly OperatorEntry[] = [
  operator("beginsWith", text),
  operator("contains", text),
  operator("containsWord", text),
  operator("detectSQLi", none),
  operator("detectXSS", none),
  operator("endsWith", text),
  operator("eq", text),
  operator("fuzzyHash", { refusal: "it needs the library ssdeep, which Portcullis does not carry" }),
  operator("ge", text),
  operator("geoLookup", none),
  operator("gsbLookup", { refusal: "the interface of Google Safe Browsing that it used is gone" }),
  operator("gt", text),
  operator("inspectFile", { refusal: "it runs a program for each request, and Portcullis runs no programs" }),
  operator("ipMatch", text),
  operator("ipMatchFromFile", { ...file, aliases: ["ipMatchF"] }),
  operator("le", text),
  operator("lt", text),
  operator("ne", text),
  operator("noMatch", none),
  operator("pm"),
  operator("pmFromDataset", { refusal: "SecDataset belongs to Coraza alone: put the phrases into a file" }),
  operator("ipMatchFromDataset", {
    refusal: "SecDataset belongs to Coraza alone: put the networks into a file",
  }),
  operator("pmFromFile", { ...file, aliases: ["pmf"] }),
  operator("rbl", text),
  operator("restpath", { refusal: "it fills ARGS_PATH: match REQUEST_FILENAME with @rx and capture" }),
  operator("rsub", { refusal: "rules do not change bodies" }),
  operator("rx"),
  operator("rxGlobal"),
  operator("streq", text),
  operator("strmatch", text),
  operator("unconditionalMatch", none),
  operator("validateByteRange"),
  operator("validateDTD", { refusal: "DTDs are never read: refuse bodies that have a DOCTYPE" }),
  operator("validateHash", { refusal: "hashes of links are not written into responses" }),
  operator("validateNid"),
  operator("validateSchema", { refusal: "XML schemas are not read: describe bodies in a contract" }),
  operator("validateUrlEncoding", none),
  operator("validateUtf8Encoding", none),
  operator("verifyCC"),
  operator("verifyCPF"),
  operator("verifySSN"),
  operator("verifySVNR"),
  operator("within", text),
];

const byName = new Map(
  operatorNames.flatMap((entry) => [entry.name, ...entry.aliases].map((name) => [name.toLowerCase(), entry])),
);

/** In any case of letters, under any of its names. */
export const findOperator = (name: string): OperatorEntry | undefined => byName.get(name.toLowerCase());
