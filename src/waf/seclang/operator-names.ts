// The names of all operators: rules are checked against them while they are read. What the operators do
// stands in the module's operator table.

export type OperatorEntry = {
  /** As the reference manual spells it. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly argument: "required" | "optional" | "none";
  readonly readsFile: boolean;
  /** `%{…}` in the argument is expanded, so its names are checked. In a pattern it may be something else. */
  readonly expandsMacros: boolean;
  /** What it does; for a refused operator, why it cannot be done. */
  readonly note: string;
  readonly isRefused: boolean;
};

type Traits = Partial<Omit<OperatorEntry, "name" | "note">>;

function operator(name: string, note: string, traits: Traits = {}): OperatorEntry {
  return {
    ...{ name, note, aliases: [], argument: "required", readsFile: false, expandsMacros: false },
    ...{ isRefused: false, ...traits },
  };
}

const refused = (name: string, note: string): OperatorEntry => operator(name, note, { isRefused: true });

const text: Traits = { expandsMacros: true };
const none: Traits = { argument: "none" };
const file: Traits = { readsFile: true };
const DATASET = "SecDataset belongs to Coraza alone: put the list into a file";

export const operatorTable: readonly OperatorEntry[] = [
  operator("beginsWith", "the value begins with the text", text),
  operator("contains", "the value holds the text", text),
  operator("containsWord", "the same, with no letter beside it", text),
  operator("detectSQLi", "the value injects SQL", none),
  operator("detectXSS", "the value injects script", none),
  operator("endsWith", "the value ends with the text", text),
  operator("eq", "the numbers are equal", text),
  refused("fuzzyHash", "it needs the library ssdeep, which Portcullis does not carry"),
  operator("ge", "the value is at least the number", text),
  operator("geoLookup", "the country of the address is known; fills GEO", none),
  refused("gsbLookup", "the interface of Google Safe Browsing that it used is gone"),
  operator("gt", "the value is more than the number", text),
  refused("inspectFile", "it runs a program for each request, and Portcullis runs no programs"),
  operator("ipMatch", "the address is in one of the networks", text),
  refused("ipMatchFromDataset", DATASET),
  operator("ipMatchFromFile", "the address is in one of the networks of a file", {
    ...file,
    aliases: ["ipMatchF"],
  }),
  operator("le", "the value is at most the number", text),
  operator("lt", "the value is less than the number", text),
  operator("ne", "the numbers differ", text),
  operator("noMatch", "never", none),
  operator("pm", "the value holds one of the words, in any case of letters"),
  refused("pmFromDataset", DATASET),
  operator("pmFromFile", "the same with the lines of files", { ...file, aliases: ["pmf"] }),
  operator("rbl", "the address is on the block list of this zone", text),
  refused("restpath", "it fills ARGS_PATH: match REQUEST_FILENAME with @rx and capture"),
  refused("rsub", "rules do not change bodies"),
  operator("rx", "the pattern matches"),
  operator("rxGlobal", "the same; captures are taken from every match"),
  operator("streq", "the texts are equal", text),
  operator("strmatch", "the value holds the text", text),
  operator("unconditionalMatch", "always", none),
  operator("validateByteRange", "the value holds a byte outside of these ranges"),
  refused("validateDTD", "DTDs are never read: refuse bodies that have a DOCTYPE"),
  refused("validateHash", "hashes of links are not written into responses"),
  operator("validateNid", "the value holds a national identity number that checks out"),
  refused("validateSchema", "XML schemas are not read: describe bodies in a contract"),
  operator("validateUrlEncoding", "percent-encoding is broken", none),
  operator("validateUtf8Encoding", "the value is not UTF-8", none),
  operator("verifyCC", "the value holds a card number that checks out"),
  operator("verifyCPF", "the value holds a Brazilian CPF that checks out"),
  operator("verifySSN", "the value holds a US social security number that checks out"),
  operator("verifySVNR", "the value holds an Austrian insurance number that checks out"),
  operator("within", "the text holds the value", text),
];

const byName = new Map(
  operatorTable.flatMap((entry) => [entry.name, ...entry.aliases].map((name) => [name.toLowerCase(), entry])),
);

/** In any case of letters, under any of its names. */
export const findOperator = (name: string): OperatorEntry | undefined => byName.get(name.toLowerCase());

/** Of all operators, refused ones too. */
export const operatorNames: readonly string[] = operatorTable.flatMap((entry) => [
  entry.name,
  ...entry.aliases,
]);
