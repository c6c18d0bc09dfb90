// Which of many words a text holds, in one pass over it (Aho and Corasick, 1975): what a pass costs does not
// depend on how many words there are. Built when a runtime is.

type Rules = readonly number[];

const CHAR_CODES = 256;

/** Numbers that a finder of these words would hold at the most. */
export function finderSize(words: Iterable<string>): number {
  const chars = new Set<string>();
  let states = 1;
  for (const word of words) {
    states += word.length;
    for (const char of word) chars.add(char);
  }
  return states * (chars.size + 1);
}

/** Words are latin1 strings, none of them empty. */
export class WordFinder {
  /** By char code: its column; 0 for those that no word holds. */
  readonly #columns: Uint16Array;
  readonly #width: number;
  /** By state and column: the state after that char. */
  readonly #next: Int32Array;
  /** By state: what the words that end there call up, shorter ones within them too. */
  readonly #found: readonly Rules[];

  /** @param words what each word calls up */
  constructor(words: ReadonlyMap<string, Rules>) {
    const trie = new Trie(words);
    this.#columns = trie.columns;
    this.#width = trie.width;
    this.#next = trie.next;
    this.#found = trie.found;
  }

  /** @param into gets what the words in the text call up, maybe more than once */
  find(text: string, into: { addAll(rules: Rules): void }): void {
    const next = this.#next;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const column = this.#columns[text.charCodeAt(i)] ?? 0;
      state = next[state * this.#width + column] ?? 0;
      const found = this.#found[state];
      if (found !== undefined && found.length > 0) into.addAll(found);
    }
  }
}

const NONE: Rules = [];

/** The automaton while it is made. */
class Trie {
  readonly columns = new Uint16Array(CHAR_CODES);
  readonly width: number;
  readonly next: Int32Array;
  readonly found: Rules[] = [NONE];

  constructor(words: ReadonlyMap<string, Rules>) {
    let chars = 0;
    let states = 1;
    for (const word of words.keys()) {
      states += word.length;
      for (const char of word) {
        const code = char.charCodeAt(0);
        if (this.columns[code] === 0) this.columns[code] = ++chars;
      }
    }
    this.width = chars + 1;
    this.next = new Int32Array(states * this.width);
    for (const [word, rules] of words) this.#add(word, rules);
    this.#closeGaps();
  }

  #add(word: string, rules: Rules): void {
    let state = 0;
    for (const char of word) {
      const at = state * this.width + (this.columns[char.charCodeAt(0)] ?? 0);
      let following = this.next[at] ?? 0;
      if (following === 0) {
        following = this.found.length;
        this.next[at] = following;
        this.found.push(NONE);
      }
      state = following;
    }
    this.found[state] = rules;
  }

  /** Breadth first: where a word does not go on, the longest of its endings that begins another one does. */
  #closeGaps(): void {
    const fallback = new Int32Array(this.found.length);
    const queue: number[] = [0];
    for (let turn = 0; turn < queue.length; turn++) {
      const state = queue[turn] ?? 0;
      const otherwise = fallback[state] ?? 0;
      for (let column = 1; column < this.width; column++) {
        const at = state * this.width + column;
        const beside = state === 0 ? 0 : (this.next[otherwise * this.width + column] ?? 0);
        const following = this.next[at] ?? 0;
        if (following === 0) {
          this.next[at] = beside;
          continue;
        }
        fallback[following] = beside;
        const shorter = this.found[beside] ?? NONE;
        if (shorter.length > 0) this.found[following] = [...(this.found[following] ?? NONE), ...shorter];
        queue.push(following);
      }
    }
  }
}
