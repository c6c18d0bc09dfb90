// Which of many beginnings a text has: one walk along its chars, which mostly ends after the first few,
// whatever the number of beginnings and of their lengths.

type Rules = readonly number[];

type Node = { readonly rules: number[]; readonly next: Map<number, Node> };

const newNode = (): Node => ({ rules: [], next: new Map() });

export class Beginnings {
  readonly #root = newNode();

  isEmpty = true;

  /** @param text not empty */
  add(text: string, rule: number): void {
    this.isEmpty = false;
    let node = this.#root;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const following = node.next.get(code) ?? newNode();
      node.next.set(code, following);
      node = following;
    }
    node.rules.push(rule);
  }

  /** @param into gets the rules of all beginnings that the text has */
  find(text: string, into: { addAll(rules: Rules): void }): void {
    let node: Node | undefined = this.#root;
    for (let i = 0; i < text.length; i++) {
      node = node.next.get(text.charCodeAt(i));
      if (node === undefined) return;
      if (node.rules.length > 0) into.addAll(node.rules);
    }
  }
}
