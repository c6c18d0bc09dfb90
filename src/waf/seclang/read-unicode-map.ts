// Reads the format of ModSecurity's unicode.mapping: sections that begin with the number of a code page,
// and in them pairs `code point:byte` in hexadecimal.

const SECTION = /^\s*(\d*)\s*\(/;
const PAIR = /([0-9a-f]{1,4}):([0-9a-f]{1,2})/gi;
const CODE_POINTS = 0x1_00_00;

/** 65,536 bytes, 0 where nothing is mapped; undefined where the page is missing or empty. */
export function readUnicodeMap(text: string, page: string): Uint8Array | undefined {
  const map = new Uint8Array(CODE_POINTS);
  let isInPage = false;
  let count = 0;
  for (const line of text.split("\n")) {
    const section = SECTION.exec(line);
    if (section !== null) isInPage = section[1] === page;
    if (section !== null || !isInPage || line.startsWith("#")) continue;
    for (const [, codePoint = "0", byte = "0"] of line.matchAll(PAIR)) {
      map[Number.parseInt(codePoint, 16)] = Number.parseInt(byte, 16);
      count++;
    }
  }
  return count > 0 ? map : undefined;
}
