// What takes more than one value of the telemetry sections to judge, and the files that they name.

import { X509Certificate } from "node:crypto";
import type { AccessSink, Config, TlsFiles } from "./config.ts";
import type { Files } from "./files.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import type { WrittenConfig } from "./schema.ts";
import { besideFile, placeText, type Spot } from "./source.ts";

type WrittenTls = NonNullable<WrittenConfig["telemetry"]["otlp"]>["tls"];
type Tools = { readonly files: Files; readonly places: Places; readonly report: Report };

/** The PEM files of every `tls` in these sections, by the object that names them. */
export function readTlsFiles(written: WrittenConfig, tools: Tools): ReadonlyMap<object, TlsFiles> {
  const { otlp } = written.telemetry;
  const logged = [...written.accessLog.sinks, ...written.wafLog.sinks];
  const sections = logged.flatMap(({ syslog }) => (syslog === undefined ? [] : [syslog.tls]));
  if (otlp !== undefined) sections.push(otlp.tls);
  return new Map(sections.map((tls) => [tls, readTls(tls, tools)]));
}

function readTls(tls: WrittenTls, tools: Tools): TlsFiles {
  const { places, report } = tools;
  if ((tls.certificate === undefined) !== (tls.key === undefined)) {
    const [there, missing] = tls.key === undefined ? ["certificate", "key"] : ["key", "certificate"];
    const message = `a ${there} without a ${missing} cannot be used`;
    report.error(
      places.value(tls, there),
      "missing-key",
      message,
      `add the ${missing}, or remove the ${there}`,
    );
  }
  return {
    ca: readPem(tls, "ca", "CERTIFICATE", tools),
    certificate: readPem(tls, "certificate", "CERTIFICATE", tools),
    key: readPem(tls, "key", "PRIVATE KEY", tools),
  };
}

/** Says nothing of a file's content: it may be a key. */
function readPem(tls: WrittenTls, name: keyof WrittenTls, label: string, tools: Tools): string {
  const { files, places, report } = tools;
  const path = tls[name];
  if (path === undefined) return "";
  const spot = places.value(tls, name);
  const content = files.text(besideFile(spot, path));
  const shown = places.isHidden(tls, name)
    ? `the file at ${places.shown(tls, name)}`
    : besideFile(spot, path);
  if (content.kind === "failure") {
    const hint = "the path is relative to the file that this line stands in";
    report.error(spot, "unreadable-file", `${shown} cannot be used: ${content.why}`, hint);
    return "";
  }
  if (isPem(content.text, label)) return content.text;
  const hint = `the file holds blocks that begin with -----BEGIN ${label}-----, without a passphrase`;
  report.error(spot, "bad-pem", `${shown} holds no ${label.toLowerCase()} in PEM that can be read`, hint);
  return "";
}

function isPem(text: string, label: string): boolean {
  if (label !== "CERTIFICATE") return /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/.test(text);
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.length > 0 && blocks.every(isCertificate);
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).subject !== undefined;
  } catch {
    return false; // not a certificate is all that there is to say of it
  }
}

export function checkTelemetry(config: Config, { report, places }: Omit<Tools, "files">): void {
  const { accessLog } = config;
  if (accessLog.sink !== undefined && accessLog.sinks.length > 0) {
    const hint = "keep `sinks`, and add the one of `sink` to it";
    report.error(
      places.value(accessLog, "sink"),
      "too-many-choices",
      "there are both `sink` and `sinks`",
      hint,
    );
  }
  const seen = new Map<string, Spot>();
  for (const { sinks } of [accessLog, config.wafLog]) {
    for (const [i, sink] of sinks.entries()) checkSink(sink, places.value(sinks, i), seen);
  }

  function checkSink(sink: AccessSink, spot: Spot, known: Map<string, Spot>): void {
    const identity = identityOf(sink, places);
    const before = known.get(identity);
    known.set(identity, spot);
    if (before !== undefined && identity !== "") {
      const message = `this sink is the one at ${placeText(before)} again`;
      report.error(spot, "duplicate-sink", message, "remove one of them");
    }
    const rotate = sink.file?.rotate;
    if (rotate !== undefined && !["size", "age"].some((key) => places.isWritten(rotate, key))) {
      const hint = "add size or age, such as size: 100MiB";
      report.error(places.self(rotate), "missing-choice", '"rotate" says neither a size nor an age', hint);
    }
    if (sink.syslog !== undefined) checkSyslog(sink.syslog);
  }

  function checkSyslog(syslog: NonNullable<AccessSink["syslog"]>): void {
    const { url, tls } = syslog;
    const spot = places.value(syslog, "url");
    if (url.isTls) return;
    if (places.isWritten(syslog, "tls") && Object.keys(tls).length > 0) {
      const hint = "write the URL with tls://, or remove `tls`";
      report.error(places.value(syslog, "tls"), "unused-tls", "`tls` has no meaning for a tcp:// URL", hint);
    }
    if (/^(?:127\.|::1$|localhost$)/.test(url.host)) return;
    const message = "access lines go to another machine without encryption";
    report.warning(spot, "unencrypted", message, "use tls://, which also tells you that it is your server");
  }
}

function identityOf({ stdout, file, syslog }: AccessSink, places: Places): string {
  if (stdout !== undefined) return "stdout";
  if (file !== undefined) return `file ${besideFile(places.value(file, "path"), file.path)}`;
  return syslog === undefined ? "" : `syslog ${syslog.url.host} ${syslog.url.port}`;
}
