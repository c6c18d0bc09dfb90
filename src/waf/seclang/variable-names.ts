// Every variable of the reference manual, and what rules may do with it. The table also makes the reference
// page.

/** `none`: one value. `key`: a collection whose members have names. `xpath`: what an XPath expression
 * selects. */
export type SelectorForm = "none" | "key" | "xpath";

export type VariableEntry = {
  readonly name: string;
  readonly selector: SelectorForm;
  /** Members are looked up without regard to case unless this is set. */
  readonly isCaseSensitive: boolean;
  /** What it holds; for a refused variable, why it has no meaning in a proxy. */
  readonly note: string;
  readonly isRefused: boolean;
};

const single = (name: string, note: string): VariableEntry => entry(name, "none", note);
const collection = (name: string, note: string): VariableEntry => entry(name, "key", note);
const refused = (name: string, note: string): VariableEntry => ({
  ...entry(name, "none", note),
  isRefused: true,
});

function entry(name: string, selector: SelectorForm, note: string): VariableEntry {
  return { name, selector, isCaseSensitive: false, note, isRefused: false };
}

const PERFORMANCE = "it measures stages of Apache that are not here";
const SCRIPT = "a proxy does not see the file that serves the request";
const RESPONSE = "bodies of responses are looked at as text: use RESPONSE_BODY";
const STREAM = "rules do not change bodies";

export const variableTable: readonly VariableEntry[] = [
  collection("ARGS", "arguments of the query and of the body"),
  single("ARGS_COMBINED_SIZE", "length of all names and values of arguments"),
  collection("ARGS_GET", "arguments of the query"),
  collection("ARGS_GET_NAMES", "their names"),
  collection("ARGS_NAMES", "names of all arguments"),
  refused("ARGS_PATH", "paths have no parameters here: match REQUEST_FILENAME with @rx and capture"),
  collection("ARGS_POST", "arguments of the body"),
  collection("ARGS_POST_NAMES", "their names"),
  single("AUTH_TYPE", "scheme of the Authorization field"),
  single("DURATION", "milliseconds since the transaction began"),
  { ...collection("ENV", "what setenv set"), isCaseSensitive: true },
  collection("FILES", "names of uploaded files as the client gave them, by the field"),
  single("FILES_COMBINED_SIZE", "length of all uploaded files"),
  collection("FILES_NAMES", "fields of the form that carried files"),
  collection("FILES_SIZES", "length of each uploaded file, by the field"),
  refused("FILES_TMPNAMES", "uploaded files are not written to disk"),
  collection("FILES_TMP_CONTENT", "content of each uploaded file, by the field"),
  single("FULL_REQUEST", "request line, header and body"),
  single("FULL_REQUEST_LENGTH", "their length"),
  collection("GEO", "what geoLookup found"),
  collection("GLOBAL", "a persistent collection, set up by initcol"),
  single("HIGHEST_SEVERITY", "the lowest number of a severity that matched so far; 255 for none"),
  single("INBOUND_DATA_ERROR", "1 where the body of the request is over the limit"),
  collection("IP", "a persistent collection, set up by initcol"),
  single("MATCHED_VAR", "value that matched last"),
  collection("MATCHED_VARS", "all values that the rule matched"),
  collection("MATCHED_VARS_NAMES", "their names"),
  single("MATCHED_VAR_NAME", "name of what matched last"),
  refused("MODSEC_BUILD", "this is not ModSecurity: its builds mean nothing"),
  single("MSC_PCRE_ERROR", "always 0: matching cannot fail"),
  single("MSC_PCRE_LIMITS_EXCEEDED", "1 in phase 5 where the inspection cost limit was reached"),
  single("MULTIPART_BOUNDARY_QUOTED", "1 where the boundary was in quotes"),
  single("MULTIPART_BOUNDARY_WHITESPACE", "1 where the boundary holds blanks"),
  single("MULTIPART_CRLF_LF_LINES", "1 where lines end differently"),
  single("MULTIPART_DATA_AFTER", "1 where something follows the last part"),
  single("MULTIPART_DATA_BEFORE", "1 where something stands before the first part"),
  collection("MULTIPART_FILENAME", "filename of the parts, by the field"),
  single("MULTIPART_FILE_LIMIT_EXCEEDED", "1 where there are too many files"),
  single("MULTIPART_HEADER_FOLDING", "1 where a header of a part is folded"),
  single(
    "MULTIPART_INVALID_HEADER_FOLDING",
    "1 where a header is folded by something else than a blank or tab",
  ),
  single("MULTIPART_INVALID_PART", "1 where a part cannot be read"),
  single("MULTIPART_INVALID_QUOTING", "1 where quotes are used wrongly"),
  single("MULTIPART_LF_LINE", "1 where a line ends without CR"),
  single("MULTIPART_MISSING_SEMICOLON", "1 where a semicolon is missing"),
  collection("MULTIPART_NAME", "name of the parts, by the field"),
  collection("MULTIPART_PART_HEADERS", "header lines of the parts, by the field"),
  single("MULTIPART_SEMICOLON_MISSING", "the same as MULTIPART_MISSING_SEMICOLON"),
  single("MULTIPART_STRICT_ERROR", "1 where one of the flags of strictness is"),
  single("MULTIPART_UNMATCHED_BOUNDARY", "1 where a line looks like a boundary and is none"),
  single("OUTBOUND_DATA_ERROR", "1 where the body of the response is over the limit"),
  single("PATH_INFO", "the path behind the script; in a proxy the whole path"),
  ...["ALL", "COMBINED", "GC", "LOGGING", "PHASE1", "PHASE2", "PHASE3", "PHASE4", "PHASE5"].map((name) =>
    refused(`PERF_${name}`, PERFORMANCE),
  ),
  ...["RULES", "SREAD", "SWRITE"].map((name) => refused(`PERF_${name}`, PERFORMANCE)),
  single("QUERY_STRING", "the query as it came"),
  single("REMOTE_ADDR", "the client's address"),
  single("REMOTE_HOST", "the client's address: names are not looked up"),
  single("REMOTE_PORT", "the client's port"),
  single("REMOTE_USER", "name of the user of Basic authentication"),
  single("REQBODY_ERROR", "1 where the body could not be read"),
  single("REQBODY_ERROR_MSG", "what was wrong with it"),
  single("REQBODY_PROCESSOR", "what reads the body: URLENCODED, MULTIPART, XML, JSON"),
  single("REQBODY_PROCESSOR_ERROR", "the same as REQBODY_ERROR"),
  single("REQBODY_PROCESSOR_ERROR_MSG", "the same as REQBODY_ERROR_MSG"),
  single("REQUEST_BASENAME", "what follows the last slash of the path"),
  single("REQUEST_BODY", "the body of a form, or where ctl:forceRequestBodyVariable asks for it"),
  single("REQUEST_BODY_LENGTH", "its length"),
  collection("REQUEST_COOKIES", "cookies"),
  collection("REQUEST_COOKIES_NAMES", "their names"),
  single("REQUEST_FILENAME", "the path without the query"),
  collection("REQUEST_HEADERS", "header fields of the request"),
  collection("REQUEST_HEADERS_NAMES", "their names"),
  single("REQUEST_LINE", "method, target and protocol"),
  single("REQUEST_METHOD", "method"),
  single("REQUEST_PROTOCOL", "protocol: HTTP/1.1"),
  single("REQUEST_URI", "path and query"),
  single("REQUEST_URI_RAW", "the target as it came, with scheme and host where it has them"),
  collection("RESOURCE", "a persistent collection, set up by setrsc or initcol"),
  refused("RESPONSE_ARGS", RESPONSE),
  single("RESPONSE_BODY", "body of the response"),
  single("RESPONSE_CONTENT_LENGTH", "its length"),
  single("RESPONSE_CONTENT_TYPE", "media type of the response"),
  collection("RESPONSE_HEADERS", "header fields of the response"),
  collection("RESPONSE_HEADERS_NAMES", "their names"),
  single("RESPONSE_PROTOCOL", "protocol of the response"),
  single("RESPONSE_STATUS", "status of the response"),
  ...["ERROR", "ERROR_MSG", "PROCESSOR", "PROCESSOR_ERROR", "PROCESSOR_ERROR_MSG"].map((name) =>
    refused(`RES_BODY_${name}`, RESPONSE),
  ),
  collection("RULE", "id, rev, severity, logdata, msg of the rule that runs"),
  ...["BASENAME", "FILENAME", "GID", "GROUPNAME", "MODE", "UID", "USERNAME"].map((name) =>
    refused(`SCRIPT_${name}`, SCRIPT),
  ),
  refused("SDBM_DELETE_ERROR", "collections are not kept in SDBM files"),
  single("SERVER_ADDR", "address that the client connected to"),
  single("SERVER_NAME", "host of the request"),
  single("SERVER_PORT", "port that the client connected to"),
  collection("SESSION", "a persistent collection, set up by setsid"),
  single("SESSIONID", "what setsid was given"),
  single("STATUS", "the same as RESPONSE_STATUS"),
  single("STATUS_LINE", "status line of the response"),
  refused("STREAM_INPUT_BODY", STREAM),
  refused("STREAM_OUTPUT_BODY", STREAM),
  single("TIME", "time of day: hours:minutes:seconds"),
  single("TIME_DAY", "day of the month"),
  single("TIME_EPOCH", "seconds since 1970"),
  single("TIME_HOUR", "hour, 0 to 23"),
  single("TIME_MIN", "minute"),
  single("TIME_MON", "month, 0 to 11"),
  single("TIME_SEC", "second"),
  single("TIME_WDAY", "day of the week, 0 (Sunday) to 6"),
  single("TIME_YEAR", "year"),
  collection("TX", "the transaction's own variables; TX:0 to TX:9 are captures"),
  single("UNIQUE_ID", "id of the request"),
  single("URLENCODED_ERROR", "1 where percent-encoding is broken"),
  collection("USER", "a persistent collection, set up by setuid"),
  refused("USERAGENT_IP", "write REMOTE_ADDR: it is the client's address behind trusted hops"),
  single("USERID", "what setuid was given"),
  single("WEBAPPID", "what SecWebAppId was given"),
  refused("WEBSERVER_ERROR_LOG", "there is no error log of a web server to look at"),
  entry("XML", "xpath", "the body as XML: XML:/* for its text, XML://@* for its attributes"),
];

const byName = new Map(variableTable.map((variable) => [variable.name, variable]));

/** In any case of letters. */
export function findVariable(name: string): VariableEntry | undefined {
  return byName.get(name.toUpperCase());
}

export const variableNames: readonly string[] = [...byName.keys()];

/** What initcol may set up, and setvar may write to besides TX. */
export const persistentCollections: readonly string[] = ["GLOBAL", "IP", "RESOURCE", "SESSION", "USER"];
