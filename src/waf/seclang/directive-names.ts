// Every directive, whether it has a meaning in a proxy, and why if it has none. The table also makes the
// reference page. `ignored` is accepted with a warning: nothing that rules decide on depends on it.

export type DirectiveVerdict = "used" | "ignored" | "refused";

export type DirectiveEntry = {
  readonly name: string;
  /** How many arguments; the most may be Infinity. */
  readonly least: number;
  readonly most: number;
  readonly verdict: DirectiveVerdict;
  /** What it does; for the others, why it does nothing or cannot be done. */
  readonly note: string;
};

function used(name: string, note: string, least = 1, most = least): DirectiveEntry {
  return { name, least, most, verdict: "used", note };
}

/** Arguments of what does nothing are not counted. */
const ignored = (name: string, note: string): DirectiveEntry => any(name, note, "ignored");
const refused = (name: string, note: string): DirectiveEntry => any(name, note, "refused");

function any(name: string, note: string, verdict: DirectiveVerdict): DirectiveEntry {
  return { name, least: 0, most: Number.POSITIVE_INFINITY, verdict, note };
}

const AUDIT = "where audit records go is not for rule files to say";
const CONN = "connections and rates are not for rule files to limit";
const DEBUG = "the log and its level are not for rule files to say";
const DISK = "bodies and files are not written to disk";
const HASH = "hashes of links are not written into responses";
const LINEAR = "matching takes linear time; what a request may cost, `inspectionCost` of the policy limits";
const MANY = Number.POSITIVE_INFINITY;

export const directiveTable: readonly DirectiveEntry[] = [
  used("Include", "reads other files; their path is relative to this file, and may hold * and ?"),
  used("IncludeOptional", "the same, but there may be none"),
  used("SecAction", "actions without a condition"),
  used("SecArgumentSeparator", "character between arguments of a form, by default &"),
  used("SecArgumentsLimit", "most arguments that are read, by default 1000"),
  used("SecAuditEngine", "On, Off, or RelevantOnly"),
  ignored("SecAuditLog", AUDIT),
  ignored("SecAuditLog2", AUDIT),
  ignored("SecAuditLogDirMode", AUDIT),
  ignored("SecAuditLogDir", AUDIT),
  ignored("SecAuditLogFileMode", AUDIT),
  used("SecAuditLogFormat", "JSON or Native"),
  used("SecAuditLogParts", "letters of what an audit record holds"),
  ignored("SecAuditLogPrefix", AUDIT),
  used("SecAuditLogRelevantStatus", "pattern of the statuses that RelevantOnly means"),
  ignored("SecAuditLogStorageDir", AUDIT),
  ignored("SecAuditLogType", AUDIT),
  ignored("SecCacheTransformations", "what is worth remembering is remembered anyhow"),
  refused("SecChrootDir", "run Portcullis under systemd or in a container instead"),
  used("SecCollectionTimeout", "seconds after which a persistent collection is forgotten, by default 3600"),
  used("SecComponentSignature", "name of a rule set, for audit records", 1, MANY),
  refused("SecConnEngine", CONN),
  refused("SecConnReadStateLimit", CONN),
  refused("SecConnWriteStateLimit", CONN),
  refused("SecContentInjection", "rules do not change bodies"),
  used("SecCookieFormat", "0 (Netscape) or 1 (RFC 2109)"),
  refused("SecCookieV0Separator", "cookies are separated by semicolons"),
  ignored("SecDataDir", "collections are kept in the store of Portcullis"),
  refused("SecDataset", "it belongs to Coraza alone: put the phrases into a file, and use @pmFromFile"),
  ignored("SecDebugLog", DEBUG),
  ignored("SecDebugLogLevel", DEBUG),
  used("SecDefaultAction", "actions that the rules behind it begin with, one list for each phase"),
  refused(
    "SecDisableBackendCompression",
    "which codings backends are asked for is not for rule files to say",
  ),
  ignored("SecGeoLookupDb", "which database of countries is used is not for rule files to say"),
  refused("SecGsbLookupDb", "the interface of Google Safe Browsing that it used is gone"),
  refused("SecGuardianLog", AUDIT),
  refused("SecHashEngine", HASH),
  refused("SecHashKey", HASH),
  refused("SecHashMethodPm", HASH),
  refused("SecHashMethodRx", HASH),
  refused("SecHashParam", HASH),
  refused("SecHttpBlKey", "the service http:BL is not asked: name another zone in @rbl"),
  refused("SecIgnoreRuleCompilationErrors", "a rule that cannot be read is never skipped"),
  ignored("SecInterceptOnError", "rules do not fail on a request"),
  used("SecMarker", "where skipAfter goes to"),
  refused("SecParseXmlIntoArgs", "XML is read as XML only"),
  ignored("SecPcreMatchLimit", LINEAR),
  ignored("SecPcreMatchLimitRecursion", LINEAR),
  refused("SecReadStateLimit", CONN),
  refused("SecRemoteRules", "rules are read from files only: fetch and check them first"),
  refused("SecRemoteRulesFailAction", "rules are read from files only"),
  used("SecRequestBodyAccess", "On or Off: are bodies of requests looked at"),
  ignored("SecRequestBodyInMemoryLimit", DISK),
  used("SecRequestBodyJsonDepthLimit", "how deep JSON may be, by default 10000"),
  used("SecRequestBodyLimit", "longest body of a request in bytes, by default 134217728"),
  used("SecRequestBodyLimitAction", "Reject or ProcessPartial"),
  used("SecRequestBodyNoFilesLimit", "longest body of a request without its files, by default 1048576"),
  used("SecResponseBodyAccess", "On or Off: are bodies of responses looked at"),
  used("SecResponseBodyLimit", "longest body of a response in bytes, by default 524288"),
  used("SecResponseBodyLimitAction", "Reject or ProcessPartial"),
  used("SecResponseBodyMimeType", "media types of responses whose body is looked at", 1, MANY),
  used("SecResponseBodyMimeTypesClear", "empties that list", 0),
  used("SecRule", "looks at targets with an operator, and acts on a match", 2, 3),
  used("SecRuleEngine", "On, DetectionOnly, or Off"),
  refused("SecRuleInheritance", "there are no configuration contexts: a route names its own rule set"),
  ignored("SecRulePerfTime", "rules are not timed one by one"),
  used("SecRuleRemoveById", "removes rules that stand before it: numbers and ranges", 1, MANY),
  used("SecRuleRemoveByMsg", "the same by a pattern of their message"),
  used("SecRuleRemoveByTag", "the same by a pattern of their tags"),
  refused("SecRuleScript", "Lua is not run"),
  used("SecRuleUpdateActionById", "puts actions in place of those of a rule that stands before it", 2),
  used("SecRuleUpdateTargetById", "adds targets to rules that stand before it, or replaces one", 2, 3),
  used("SecRuleUpdateTargetByMsg", "the same by a pattern of their message", 2, 3),
  used("SecRuleUpdateTargetByTag", "the same by a pattern of their tags", 2, 3),
  used("SecSensorId", "name of the sensor, for audit records"),
  used("SecServerSignature", "what the field Server says"),
  ignored("SecStatusEngine", "Portcullis reports to nobody"),
  refused("SecStreamInBodyInspection", "bodies are looked at as a whole"),
  refused("SecStreamOutBodyInspection", "bodies are looked at as a whole"),
  ignored("SecTmpDir", DISK),
  ignored("SecTmpSaveUploadedFiles", DISK),
  refused("SecUnicodeCodePage", "SecUnicodeMapFile takes the code page as its second argument"),
  used("SecUnicodeMapFile", "a file of code points that map to one byte, and its section", 1, 2),
  ignored("SecUploadDir", DISK),
  used("SecUploadFileLimit", "most files of a body, by default 100"),
  ignored("SecUploadFileMode", DISK),
  ignored("SecUploadKeepFiles", DISK),
  used("SecWebAppId", "name of the application, which keeps persistent collections apart"),
  refused("SecWriteStateLimit", CONN),
  ignored("SecXmlExternalEntity", "external entities are never read"),
];

const byName = new Map(directiveTable.map((directive) => [directive.name.toLowerCase(), directive]));

/** In any case of letters. */
export const findDirective = (name: string): DirectiveEntry | undefined => byName.get(name.toLowerCase());

export const directiveNames: readonly string[] = directiveTable.map((directive) => directive.name);
