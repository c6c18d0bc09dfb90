// A certificate that the node gets by ACME: what the configuration says of it, checked.

import { isIP } from "node:net";
import type { AcmeSpec } from "#acme/acme-spec.ts";
import { pemTextOf } from "./ca-file.ts";
import type { Files } from "./files.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import type { WrittenConfig } from "./schema.ts";
import { besideFile } from "./source.ts";
import { quoted } from "./tree.ts";

type Written = WrittenConfig["certificates"] extends ReadonlyMap<string, infer C> ? C : never;
type WrittenAcme = NonNullable<Written["acme"]>;

type Reading = { readonly files: Files; readonly places: Places; readonly report: Report };

/** Undefined where it cannot be ordered as it is written (reported). */
export function readAcme(
  name: string,
  certificate: Written,
  written: WrittenAcme,
  reading: Reading,
): AcmeSpec | undefined {
  const { places } = reading;
  const isRight = [
    checkAlone(name, certificate, reading),
    checkDomains(written, reading),
    checkHook(written, reading),
  ].every(Boolean);
  const ca = written.ca === undefined ? "" : pemTextOf(written, "ca", written.ca, reading);
  if (!isRight || ca === undefined) return undefined;
  const { directory, contact, externalAccount, challenge, domains, keyType, renewBefore, dnsHook } = written;
  const [program = "", ...args] = dnsHook;
  // As for a shell: a name without a slash is looked for in PATH.
  const path = program.includes("/") ? besideFile(places.value(dnsHook, 0), program) : program;
  return {
    name,
    directory,
    contact,
    externalAccount,
    challenge,
    domains,
    keyType,
    ca,
    renewBeforeMs: renewBefore,
    dnsHook: dnsHook.length === 0 ? [] : [path, ...args],
  };
}

function checkAlone(name: string, certificate: Written, { places, report }: Reading): boolean {
  const other = (["certificate", "key", "ocspResponse"] as const).find(
    (key) => certificate[key] !== undefined,
  );
  if (other === undefined) return true;
  const message = `the certificate ${quoted(name)} has "acme" and ${quoted(other)}`;
  report.error(places.key(certificate, other), "too-many-choices", message, "keep one of them");
  return false;
}

function checkDomains({ domains, challenge }: WrittenAcme, { places, report }: Reading): boolean {
  let isRight = true;
  domains.forEach((domain, i) => {
    const isWild = domain.startsWith("*.");
    const isName = domain !== "*" && isIP(domain) === 0 && !domain.startsWith("[");
    if (isName && (!isWild || challenge === "dns-01")) return;
    isRight = false;
    const shown = places.shown(domains, i);
    const message = isName
      ? `${shown} cannot be shown by ${challenge} to be the node's`
      : `${shown} is no name that a certificate is issued for`;
    const hint = isName ? "write challenge: dns-01 for it" : "write a host name: shop.example.com";
    report.error(places.value(domains, i), "acme-domain", message, hint);
  });
  return isRight;
}

function checkHook(written: WrittenAcme, { places, report }: Reading): boolean {
  const { challenge, dnsHook } = written;
  if ((challenge === "dns-01") === dnsHook.length > 0) return true;
  if (challenge === "dns-01") {
    const hint = "name the program: dnsHook: [/usr/local/bin/dns-record]";
    report.error(places.self(written), "missing-key", "dns-01 needs a dnsHook that sets the records", hint);
  } else {
    const message = `"dnsHook" has no effect with ${challenge}`;
    report.error(places.key(written, "dnsHook"), "without-effect", message, "write challenge: dns-01");
  }
  return false;
}
