// The directives that set something for the whole program. A later one goes before an earlier one.

import { readPattern } from "./check-pattern.ts";
import type { Argument, Directive } from "./directive.ts";
import type { AuditSettings, EngineSettings } from "./program.ts";
import type { ProgramSource } from "./program-source.ts";
import { besideFile } from "./read-sources.ts";
import { readUnicodeMap } from "./read-unicode-map.ts";
import { type Report, shown } from "./report.ts";
import { manualDefaults } from "./setting-defaults.ts";
import { PlacedText } from "./source-text.ts";

type Setting = Extract<Directive, { kind: "setting" }>;
type Draft = { -readonly [K in keyof EngineSettings]: EngineSettings[K] };

const ON_OFF = { On: true, Off: false } as const;
const MODES = { On: "on", Off: "off", DetectionOnly: "detection-only" } as const;
const AUDIT_MODES = { On: "on", Off: "off", RelevantOnly: "relevant-only" } as const;
const FORMATS = { JSON: "json", Native: "native" } as const;
const OVER_LIMIT = { Reject: "reject", ProcessPartial: "process-partial" } as const;
const COOKIE_FORMATS = { "0": 0, "1": 1 } as const;

export class SettingsDraft {
  readonly #source: ProgramSource;
  readonly #report: Report;
  readonly #draft: Draft;

  constructor(source: ProgramSource, report: Report) {
    this.#source = source;
    this.#report = report;
    this.#draft = { ...manualDefaults, ...source.defaults };
  }

  set(directive: Setting): void {
    setters[directive.name]?.(this.#draft, new Reading(directive, this.#source, this.#report));
  }

  finish(): EngineSettings {
    return this.#draft;
  }
}

/** The arguments of one directive. What cannot be read is reported, and what stood before is given back. */
class Reading {
  readonly #directive: Setting;
  readonly #source: ProgramSource;
  readonly #report: Report;

  constructor(directive: Setting, source: ProgramSource, report: Report) {
    this.#directive = directive;
    this.#source = source;
    this.#report = report;
  }

  get #first(): Argument {
    return this.#directive.arguments[0] ?? { text: "", place: this.#directive.place };
  }

  get text(): string {
    return this.#first.text;
  }

  get texts(): readonly string[] {
    return this.#directive.arguments.map((argument) => argument.text);
  }

  #wrong(hint: string): void {
    const message = `${this.#directive.name} cannot be ${shown(this.text)}`;
    this.#report.error(this.#first.place, "invalid-value", message, hint);
  }

  choice<T>(known: Readonly<Record<string, T>>, before: T): T {
    const name = Object.keys(known).find((each) => each.toLowerCase() === this.text.toLowerCase());
    const found = name === undefined ? undefined : known[name];
    if (found !== undefined) return found;
    this.#wrong(`write one of: ${Object.keys(known).join(", ")}`);
    return before;
  }

  number(before: number): number {
    if (/^\d{1,15}$/.test(this.text)) return Number(this.text);
    this.#wrong("write a whole number");
    return before;
  }

  char(before: string): string {
    if (this.text.length === 1) return this.text;
    this.#wrong("write one character, such as &");
    return before;
  }

  parts(before: string): string {
    if (/^[A-K]*Z?$/i.test(this.text) && this.text !== "") return this.text.toUpperCase();
    this.#wrong("write letters from A to K, and Z, such as ABIJDEFHZ");
    return before;
  }

  pattern(before: string): string {
    const placed = PlacedText.at(this.#first.place, this.text);
    return readPattern(placed, false, this.#report) === undefined ? before : this.text;
  }

  unicodeMap(before: Uint8Array | undefined): Uint8Array | undefined {
    const [path = "", page = "20127"] = this.texts;
    const text = this.#source.readFile(besideFile(this.#directive.place.file, path));
    if (text === undefined) {
      const message = `the file ${shown(path)} of SecUnicodeMapFile cannot be read`;
      const hint = "the path is relative to this file";
      this.#report.error(this.#first.place, "unreadable-file", message, hint);
      return before;
    }
    const map = readUnicodeMap(text, page);
    if (map !== undefined) return map;
    const message = `the file ${shown(path)} has no code page ${shown(page)} that could be read`;
    this.#report.error(
      this.#first.place,
      "invalid-unicode-map",
      message,
      "20127 is the code page of US-ASCII",
    );
    return before;
  }
}

type Setter = (draft: Draft, reading: Reading) => void;

const numberOf =
  (key: NumberKey): Setter =>
  (draft, reading) => {
    draft[key] = reading.number(draft[key]);
  };

type NumberKey =
  | "requestBodyLimitBytes"
  | "requestBodyNoFilesLimitBytes"
  | "responseBodyLimitBytes"
  | "requestBodyJsonDepth"
  | "maxArguments"
  | "maxFiles"
  | "collectionTimeoutS";

const textOf =
  (key: "webAppId" | "sensorId" | "serverSignature"): Setter =>
  (draft, reading) => {
    draft[key] = reading.text;
  };

const switchOf =
  (key: "requestBodyAccess" | "responseBodyAccess"): Setter =>
  (draft, reading) => {
    draft[key] = reading.choice<boolean>(ON_OFF, draft[key]);
  };

const limitActionOf =
  (key: "requestBodyLimitAction" | "responseBodyLimitAction"): Setter =>
  (draft, reading) => {
    draft[key] = reading.choice<"reject" | "process-partial">(OVER_LIMIT, draft[key]);
  };

const auditOf =
  (read: (audit: AuditSettings, reading: Reading) => Partial<AuditSettings>): Setter =>
  (draft, reading) => {
    draft.audit = { ...draft.audit, ...read(draft.audit, reading) };
  };

const setters: Readonly<Record<string, Setter>> = {
  SecArgumentSeparator: (draft, reading) => {
    draft.argumentSeparator = reading.char(draft.argumentSeparator);
  },
  SecArgumentsLimit: numberOf("maxArguments"),
  SecAuditEngine: auditOf((audit, reading) => ({
    mode: reading.choice<AuditSettings["mode"]>(AUDIT_MODES, audit.mode),
  })),
  SecAuditLogFormat: auditOf((audit, reading) => ({
    format: reading.choice<AuditSettings["format"]>(FORMATS, audit.format),
  })),
  SecAuditLogParts: auditOf((audit, reading) => ({ parts: reading.parts(audit.parts) })),
  SecAuditLogRelevantStatus: auditOf((audit, reading) => ({
    relevantStatus: reading.pattern(audit.relevantStatus),
  })),
  SecCollectionTimeout: numberOf("collectionTimeoutS"),
  SecComponentSignature: (draft, reading) => {
    draft.componentSignatures = [...draft.componentSignatures, reading.texts.join(" ")];
  },
  SecCookieFormat: (draft, reading) => {
    draft.cookieFormat = reading.choice<0 | 1>(COOKIE_FORMATS, draft.cookieFormat);
  },
  SecRequestBodyAccess: switchOf("requestBodyAccess"),
  SecRequestBodyJsonDepthLimit: numberOf("requestBodyJsonDepth"),
  SecRequestBodyLimit: numberOf("requestBodyLimitBytes"),
  SecRequestBodyLimitAction: limitActionOf("requestBodyLimitAction"),
  SecRequestBodyNoFilesLimit: numberOf("requestBodyNoFilesLimitBytes"),
  SecResponseBodyAccess: switchOf("responseBodyAccess"),
  SecResponseBodyLimit: numberOf("responseBodyLimitBytes"),
  SecResponseBodyLimitAction: limitActionOf("responseBodyLimitAction"),
  SecResponseBodyMimeType: (draft, reading) => {
    const types = reading.texts.map((type) => type.toLowerCase());
    draft.responseBodyTypes = [...new Set([...draft.responseBodyTypes, ...types])];
  },
  SecResponseBodyMimeTypesClear: (draft) => {
    draft.responseBodyTypes = [];
  },
  SecRuleEngine: (draft, reading) => {
    draft.mode = reading.choice<EngineSettings["mode"]>(MODES, draft.mode);
  },
  SecSensorId: textOf("sensorId"),
  SecServerSignature: textOf("serverSignature"),
  SecUnicodeMapFile: (draft, reading) => {
    draft.unicodeMap = reading.unicodeMap(draft.unicodeMap);
  },
  SecUploadFileLimit: numberOf("maxFiles"),
  SecWebAppId: textOf("webAppId"),
};
