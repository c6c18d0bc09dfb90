// What body processors make of a body, for the collections of the engine. Latin1 strings.

/** Names and values in their order, two arrays of one length. */
export type Pairs = {
  readonly names: string[];
  readonly values: string[];
  /** The names in lower case, where they are known so. */
  readonly keys?: readonly string[];
};

export type FilePart = {
  /** Of the form field. */
  readonly name: string;
  readonly fileName: string;
  readonly content: string;
  /** Header lines of the part, `name: value`, as they came. */
  readonly headerLines: readonly string[];
};

/** ModSecurity's MULTIPART_… flags, by their names without the prefix. */
export type MultipartFlag =
  | "STRICT_ERROR"
  | "UNMATCHED_BOUNDARY"
  | "BOUNDARY_QUOTED"
  | "BOUNDARY_WHITESPACE"
  | "DATA_BEFORE"
  | "DATA_AFTER"
  | "HEADER_FOLDING"
  | "LF_LINE"
  | "CRLF_LF_LINES"
  | "MISSING_SEMICOLON"
  | "INVALID_QUOTING"
  | "INVALID_PART"
  | "INVALID_HEADER_FOLDING"
  | "FILE_LIMIT_EXCEEDED";

/** XML, as far as rules look at it. */
export type XmlContent = {
  /** What an XPath expression selects: the string values of its nodes; undefined where not supported. */
  readonly select: (xpath: string) => readonly string[] | undefined;
};

export type ParsedBody = {
  /** Become ARGS and ARGS_POST. */
  readonly args: Pairs;
  readonly files: readonly FilePart[];
  /** All parts' header lines by part name (MULTIPART_PART_HEADERS). */
  readonly partHeaders: Pairs;
  readonly multipartFlags: ReadonlySet<MultipartFlag>;
  readonly xml: XmlContent | undefined;
  /** REQBODY_PROCESSOR_ERROR_MSG; empty where the body could be read. */
  readonly error: string;
  /** More arguments than the limit: those over it are left out. */
  readonly isOverArgumentLimit: boolean;
  /** Percent escapes without two hexadecimal digits in an urlencoded body (URLENCODED_ERROR). */
  readonly hasInvalidEncoding?: boolean;
};

/**
 * How elements of a JSON array are named. The engines differ: in `{"a":[1]}` the element is `json.a` by
 * `parent`, `json.a.array_0` by `array` (libmodsecurity), `json.a.0` by `index` (Coraza).
 */
export type JsonArrayNames = "parent" | "array" | "index";

export type BodyLimits = {
  readonly maxArguments: number;
  readonly jsonDepth: number;
  /** By default `parent`. */
  readonly jsonArrayNames?: JsonArrayNames;
  readonly argumentSeparator: string;
  /** Of one transaction, files in a multipart body. */
  readonly maxFiles: number;
};

export type BodyProcessor = (body: string, contentType: string, limits: BodyLimits) => ParsedBody;
