// The error responses of sites and routes: their files, and what takes more than one value to judge.

import { hasNoBody } from "#http/own-answer.ts";
import { faultCatalogue } from "#kernel/fault-catalogue.ts";
import { nearest } from "#kernel/nearest.ts";
import type { Files } from "./files.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import type { WrittenConfig } from "./schema.ts";
import { besideFile } from "./source.ts";
import { changeFlaw } from "./template-text.ts";
import { quoted } from "./tree.ts";

type Sites = WrittenConfig["sites"];
type MapValue<M> = M extends ReadonlyMap<string, infer V> ? V : never;
type Errors = MapValue<Sites>["errors"];
export type ErrorPage = MapValue<Errors>;

const MAX_PAGE_BYTES = 256 * 1024;

/** The text of each error response that stands in a file. */
export function readErrorPages(
  sites: Sites,
  files: Files,
  places: Places,
  report: Report,
): ReadonlyMap<ErrorPage, string> {
  const texts = new Map<ErrorPage, string>();
  for (const site of sites.values()) {
    for (const errors of [site.errors, ...[...site.routes.values()].map((route) => route.errors)]) {
      for (const page of errors.values()) {
        const text = page.file === undefined ? undefined : readPage(page, page.file, files, places, report);
        if (text !== undefined) texts.set(page, text);
      }
    }
  }
  return texts;
}

function readPage(
  page: ErrorPage,
  file: string,
  files: Files,
  places: Places,
  report: Report,
): string | undefined {
  const spot = places.value(page, "file");
  const path = besideFile(spot, file);
  const content = files.text(path);
  const name = places.isHidden(page, "file") ? `the file at ${places.shown(page, "file")}` : path;
  if (content.kind === "failure") {
    const hint = "the path is relative to the file that this line stands in";
    report.error(spot, "unreadable-file", `${name} cannot be used: ${content.why}`, hint);
    return undefined;
  }
  if (Buffer.byteLength(content.text) <= MAX_PAGE_BYTES) return content.text;
  const hint = "pages are kept in memory: leave pictures and styles to another server";
  report.error(spot, "file-too-large", `${name} is larger than 256KiB`, hint);
  return undefined;
}

export function checkErrors(errors: Errors, places: Places, report: Report): void {
  for (const [on, page] of errors) {
    checkName(on, page, errors, places, report);
    checkBody(page, places, report);
    for (const name of page.headers.keys()) checkHeader(name, page, places, report);
  }
}

function checkName(on: string, page: ErrorPage, errors: Errors, places: Places, report: Report): void {
  if (!/^[a-z]/.test(on)) return;
  const spot = places.key(errors, on);
  if (!Object.hasOwn(faultCatalogue, on)) {
    const near = nearest(on, Object.keys(faultCatalogue));
    const hint =
      near === undefined
        ? "write a status, 4xx, 5xx, or a code of the error reference"
        : `did you mean ${quoted(near)}?`;
    report.error(spot, "unknown-reason", `there is no error of the code ${quoted(on)}`, hint);
  } else if (page.interceptBackend) {
    const message = `a backend's response has no code such as ${quoted(on)}`;
    const hint = "intercept by status: write 502, 5xx and so on";
    report.error(places.key(page, "interceptBackend"), "intercept-by-reason", message, hint);
  }
}

function checkBody(page: ErrorPage, places: Places, report: Report): void {
  const { body, file, status } = page;
  if (body !== undefined && file !== undefined) {
    const message = "the body is written here and in a file";
    report.error(places.key(page, "file"), "too-many-choices", message, "keep one of `body` and `file`");
  }
  if (status === undefined || !hasNoBody(status)) return;
  const message = `an answer with the status ${status} has no body`;
  report.error(places.value(page, "status"), "body-not-allowed", message, "use another status");
}

function checkHeader(name: string, page: ErrorPage, places: Places, report: Report): void {
  const isContent = name.toLowerCase() === "content-type";
  const flaw = isContent
    ? { code: "protected-header", says: "is not written here", hint: "write `contentType`" }
    : changeFlaw(name);
  if (flaw === undefined) return;
  report.error(places.key(page.headers, name), flaw.code, `${quoted(name)} ${flaw.says}`, flaw.hint);
}
