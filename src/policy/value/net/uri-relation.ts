// One URI against another: resolving (RFC 3986, 5.2), the way from one to the other, and whether one contains
// the other.

import { Uri, uriKinds } from "./uri.ts";
import type { UriFault } from "./uri-error.ts";
import { escapePart } from "./uri-escape.ts";
import { mergeDots } from "./uri-parts.ts";

/** `reference` as seen from `base`, which is absolute. */
export function resolveUri(base: Uri, reference: string): Uri | UriFault {
  const read = Uri.read(reference, uriKinds.RelativeOrAbsolute);
  if (typeof read === "string" || read.isAbsolute) return read;
  if (reference === "") return base;
  const text = reference.trim().replaceAll("\\", "/");
  const { scheme } = base.parts;
  if (text.startsWith("//")) return Uri.read(`${scheme}:${text}`, uriKinds.Absolute);
  const hash = text.indexOf("#");
  const fragment = hash < 0 ? "" : text.slice(hash);
  const before = hash < 0 ? text : text.slice(0, hash);
  const mark = before.indexOf("?");
  const path = mark < 0 ? before : before.slice(0, mark);
  const query = mark < 0 ? "" : before.slice(mark);
  const whole = path.startsWith("/") ? path : base.parts.path.replace(/[^/]*$/, "") + path;
  return Uri.of({
    ...base.parts,
    path: path === "" ? base.parts.path : mergeDots(escapePart(whole)),
    query: path === "" && mark < 0 ? base.parts.query : escapePart(query),
    fragment: escapePart(fragment),
  });
}

const isSameServer = (a: Uri, b: Uri): boolean =>
  a.parts.scheme === b.parts.scheme && a.parts.host === b.parts.host && a.parts.port === b.parts.port;

/** The relative reference that leads from `base` to `target`; `target` itself where none does. */
export function relativeUri(base: Uri, target: Uri): Uri {
  if (!isSameServer(base, target)) return target;
  const { path, query, fragment } = target.parts;
  let reference = relativePath(base.parts.path, path);
  if (/^[^/?#]*:/.test(reference)) reference = `./${reference}`;
  const read = Uri.read(reference + query + fragment, uriKinds.Relative);
  return typeof read === "string" ? target : read;
}

function relativePath(from: string, to: string): string {
  if (from === to) return "";
  let common = 0;
  for (let at = 0; at < from.length && from[at] === to[at]; at++) if (from[at] === "/") common = at + 1;
  const up = from.slice(common).split("/").length - 1;
  return "../".repeat(up) + to.slice(common);
}

/** Whether `other` lies in the folder that `base` names. */
export function isBaseOf(base: Uri, other: Uri): boolean {
  if (!isSameServer(base, other)) return false;
  return other.parts.path.startsWith(base.parts.path.replace(/[^/]*$/, ""));
}
