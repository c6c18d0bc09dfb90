// Long texts in windows that a content-safety service takes at once, and the windows of a text that is still
// being written.

/** Characters of a window, and how many of them it shares with the one before: fewer. */
export type WindowSize = { readonly size: number; readonly overlap: number };

/** What Azure AI Content Safety takes at once. */
export const MAX_WINDOW_CHARS = 10_000;

/** The end of a window stands at the beginning of the next one too, so that no phrase is only seen cut. */
export const usualWindows: WindowSize = { size: MAX_WINDOW_CHARS, overlap: 200 };

/** Windows that part no character. */
export function* windowsOf(text: string, { size, overlap }: WindowSize): Generator<string, void> {
  for (let start = 0; start < text.length; ) {
    const end = Math.max(wholeCharacters(text, Math.min(start + size, text.length)), start + 1);
    yield text.slice(start, end);
    if (end === text.length) return;
    start = Math.max(wholeCharacters(text, end - overlap), start + 1);
  }
}

/** One before where it would part the two halves of a character. */
function wholeCharacters(text: string, at: number): number {
  const isParted = at < text.length && (text.codePointAt(at - 1) ?? 0) > 0xffff;
  return isParted ? at - 1 : at;
}

/** A piece of one of several texts that are written side by side; each has a name of its own. */
export type WrittenText = { readonly name: string; readonly text: string };

type Lane = { readonly before: string; readonly pending: string };

/** Texts beyond so many begin without the end of what was judged of them before. */
const MAX_LANES = 256;

/** What of texts that are being written is still to be judged. */
export class GrowingTexts {
  readonly #windows: WindowSize;
  readonly #lanes = new Map<string, Lane>();
  #chars = 0;

  constructor(windows: WindowSize) {
    this.#windows = windows;
  }

  get hasPending(): boolean {
    return this.#chars > 0;
  }

  /** Whether all that is pending is one window still when these come to it. */
  fits(pieces: readonly WrittenText[]): boolean {
    return this.#chars + pieces.reduce((sum, piece) => sum + this.#charsOf(piece), 0) <= this.#windows.size;
  }

  #charsOf({ name, text }: WrittenText): number {
    const lane = this.#lanes.get(name);
    // What a window shares with the one before counts once; another text goes on a line of its own.
    return lane !== undefined && lane.pending !== "" ? text.length : text.length + startChars(lane);
  }

  add(pieces: readonly WrittenText[]): void {
    for (const piece of pieces) {
      this.#chars += this.#charsOf(piece);
      const lane = this.#lanes.get(piece.name);
      const pending = (lane?.pending ?? "") + piece.text;
      this.#lanes.set(piece.name, { before: lane?.before ?? "", pending });
    }
  }

  /** Windows of all that is pending, which is it no more; the texts behind one another, a line each. */
  take(): readonly string[] {
    const texts: string[] = [];
    for (const [name, { before, pending }] of this.#lanes) {
      if (pending === "") continue;
      const text = before + pending;
      texts.push(text);
      this.#lanes.set(name, { before: endOf(text, this.#windows.overlap), pending: "" });
    }
    this.#chars = 0;
    if (this.#lanes.size > MAX_LANES) this.#lanes.clear();
    return [...windowsOf(texts.join("\n"), this.#windows)];
  }
}

const startChars = (lane: Lane | undefined): number => (lane?.before.length ?? 0) + 1;

function endOf(text: string, chars: number): string {
  return text.slice(wholeCharacters(text, Math.max(0, text.length - chars)));
}
