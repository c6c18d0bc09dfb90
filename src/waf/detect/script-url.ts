// Whether a URL runs script where a browser, of today or of old, follows it: `javascript:` and its kin,
// and `data:` with a document in it. White space and control characters inside the scheme are dropped
// first, as browsers drop them.

import { decodeEntities } from "./html-entities.ts";

/** What is looked at: a scheme stands in front, but entities and white space make it long. */
const PREFIX_LENGTH = 1024;

const LEADING = /^[`'"\\\xa0]+/;
const SCRIPT_SCHEME = /^(?:java|vb|live|j|ecma)script[:#]|^mocha:|^mhtml:|^view-source:javascript/;
const DATA_SCHEME = /^data:/;
/** Data that no browser takes for a document. */
const HARMLESS_DATA =
  /^data:(?:image\/(?:png|gif|jpe?g|webp|bmp|avif|x-icon)|font\/|audio\/|video\/|text\/plain)/;
const DOCUMENT_DATA =
  /^data:(?:text\/(?:html|xml|xsl|javascript)|application\/(?:xhtml|xml|javascript)|image\/svg)/;

/** The reason, where an attribute's `value` is a URL that runs script. */
export function scriptUrlReason(value: string): string | undefined {
  const url = normalized(value);
  if (SCRIPT_SCHEME.test(url)) return "script-url";
  return DATA_SCHEME.test(url) && !HARMLESS_DATA.test(url) ? "data-url" : undefined;
}

/** The same for a whole value, which may be text: code must follow, and `javascript: a course` has none. */
export function bareScriptUrlReason(value: string): string | undefined {
  const url = normalized(value);
  if (SCRIPT_SCHEME.test(url))
    return /^[a-z-]+:.*[(=`[]|^[a-z]+:\/\/.*%0a/.test(url) ? "script-url" : undefined;
  return DOCUMENT_DATA.test(url) ? "data-url" : undefined;
}

function normalized(value: string): string {
  const decoded = decodeEntities(value.slice(0, PREFIX_LENGTH));
  return decoded
    .replace(/[\0-\x20\x7f]+/g, "")
    .replace(LEADING, "")
    .toLowerCase();
}
