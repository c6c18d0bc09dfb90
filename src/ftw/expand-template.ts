// The one template of go-ftw that tests use: `{{ "1" | repeat 64200 }}`.

const REPEAT = /\{\{\s*"((?:[^"\\]|\\.)*)"\s*\|\s*repeat\s+(\d{1,7})\s*\}\}/g;

export function expandTemplate(text: string): string {
  if (!text.includes("{{")) return text;
  return text.replace(REPEAT, (_, piece: string, times: string) => piece.repeat(Number(times)));
}
