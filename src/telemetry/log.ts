// The operational log: what the program itself did and what went wrong with it, one line each on stderr.
// JSON for machines, plain text where stderr is a terminal. Requests do not belong here.

import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { jsonString, timestamp } from "./access-line.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogValue = string | number | boolean;
export type LogDetails = Readonly<Record<string, LogValue | undefined>>;

export interface Log {
  debug(message: string, details?: LogDetails): void;
  info(message: string, details?: LogDetails): void;
  warn(message: string, details?: LogDetails): void;
  error(message: string, details?: LogDetails): void;
}

export type LogOptions = {
  /** Which thread speaks: `supervisor`, `control`, `gateway 2`. */
  readonly thread: string;
  readonly level: LogLevel;
  readonly write: (text: string) => void;
  readonly isHuman: boolean;
  readonly now: () => number;
};

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const STDERR = 2;
const FULL_PIPE_RETRIES = 50;

/** A log of one thread. By default to stderr, from `PORTCULLIS_LOG_LEVEL` (info) up. */
export function createLog(thread: string, options: Partial<LogOptions> = {}): Log {
  const level = options.level ?? levelOf(process.env["PORTCULLIS_LOG_LEVEL"]);
  const write = options.write ?? writeToStderr;
  const isHuman = options.isHuman ?? isatty(STDERR);
  const now = options.now ?? Date.now;
  const at =
    (lineLevel: LogLevel) =>
    (message: string, details: LogDetails = {}) => {
      if (levels.indexOf(lineLevel) < levels.indexOf(level)) return;
      write(
        isHuman
          ? humanLine(now(), lineLevel, message, details)
          : jsonLine(now(), lineLevel, thread, message, details),
      );
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function levelOf(text: string | undefined): LogLevel {
  return levels.find((level) => level === text) ?? "info";
}

function jsonLine(
  atMs: number,
  level: LogLevel,
  thread: string,
  message: string,
  details: LogDetails,
): string {
  let line = `{"ts":"${timestamp(atMs)}","level":"${level}","thread":${jsonString(thread)},"message":${jsonString(message)}`;
  for (const [name, value] of Object.entries(details)) {
    if (value === undefined) continue;
    line += `,${jsonString(name)}:${typeof value === "string" ? jsonString(value) : JSON.stringify(value)}`;
  }
  return `${line}}\n`;
}

function humanLine(atMs: number, level: LogLevel, message: string, details: LogDetails): string {
  let line = `${timestamp(atMs).slice(11, 23)} ${level.padEnd(5)} ${printable(message)}`;
  for (const [name, value] of Object.entries(details)) {
    if (value !== undefined)
      line += ` ${name}=${/^[\w.:/-]*$/.test(String(value)) ? value : printable(jsonString(String(value)))}`;
  }
  return `${line}\n`;
}

/** Control characters of a message could move a terminal's cursor or hide lines. */
function printable(text: string): string {
  return text.replace(/[^\n -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * At once and from any thread: a worker's own `process.stderr` goes through the main thread and loses what
 * was said just before a crash. A log that cannot be written stops nothing.
 */
function writeToStderr(text: string): void {
  for (let attempt = 0; attempt < FULL_PIPE_RETRIES; attempt++) {
    try {
      writeSync(STDERR, text);
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** The message and stack of anything thrown, for a log line. */
export function errorDetails(error: unknown): LogDetails {
  if (error instanceof Error) return { error: error.message, stack: error.stack };
  return { error: String(error) };
}
