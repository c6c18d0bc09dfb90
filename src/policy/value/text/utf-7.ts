// UTF-7 (RFC 2152), as .NET writes it: only letters, digits and '(),-./:? and white space stand as they are.

const direct = /[\t\n\r 'A-Za-z0-9(),\-./:?]/;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function encodeUtf7(text: string): Uint8Array {
  let result = "";
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at);
    if (direct.test(char)) {
      result += char;
      at += 1;
      continue;
    }
    const start = at;
    while (at < text.length && !direct.test(text.charAt(at))) at += 1;
    const run = text.slice(start, at);
    result += run.startsWith("+") ? `+-${shifted(run.slice(1))}` : shifted(run);
  }
  return Uint8Array.from(result, (char) => char.charCodeAt(0));
}

/** A run of characters in modified base64: `+AOkgrA-`. */
function shifted(run: string): string {
  if (run === "") return "";
  let bits = 0;
  let held = 0;
  let result = "+";
  for (let at = 0; at < run.length; at++) {
    held = ((held & 63) << 16) | run.charCodeAt(at);
    for (bits += 16; bits >= 6; bits -= 6) result += alphabet.charAt((held >> (bits - 6)) & 63);
  }
  if (bits > 0) result += alphabet.charAt((held << (6 - bits)) & 63);
  return `${result}-`;
}

export function decodeUtf7(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 43) {
      text += String.fromCharCode(bytes[at] ?? 0);
      continue;
    }
    const start = at + 1;
    let end = start;
    while (end < bytes.length && alphabet.includes(String.fromCharCode(bytes[end] ?? 0))) end += 1;
    const isPlus = end === start && bytes[end] === 45;
    text += isPlus ? "+" : unshifted(bytes.subarray(start, end));
    at = bytes[end] === 45 ? end : end - 1;
  }
  return text;
}

function unshifted(bytes: Uint8Array): string {
  let bits = 0;
  let held = 0;
  let text = "";
  for (const byte of bytes) {
    held = ((held & 0xffff) << 6) | alphabet.indexOf(String.fromCharCode(byte));
    bits += 6;
    if (bits < 16) continue;
    bits -= 16;
    text += String.fromCharCode((held >> bits) & 0xffff);
  }
  return text;
}
