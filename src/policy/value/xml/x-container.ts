// System.Xml.Linq.XContainer: elements and documents. A node stands in one container at most: one that has a
// parent already is copied when it is added elsewhere.

import { ClrArray } from "../boxed.ts";
import { boxedItems } from "../collection/element-of.ts";
import type { Run } from "../run.ts";
import { contentText } from "./content-text.ts";
import type { DeclaredPrefixes } from "./declared-prefixes.ts";
import { XAttribute } from "./x-attribute.ts";
import { XText } from "./x-leaf.ts";
import { checkDepth, NODE_BYTES, XNode, XObject } from "./x-object.ts";

export abstract class XContainer extends XNode {
  readonly children: XNode[] = [];
  /** An element that is not empty though nothing is in it: `<a></a>`, not `<a />`. */
  hasEmptyText = false;

  /** @throws ClrException where this container cannot hold the node */
  protected abstract checkNode(node: XNode, place: number): void;
  /** Text is not a node until it is in a container. */
  protected abstract checkText(text: string): void;
  abstract addAttribute(run: Run, attribute: XAttribute): void;

  /** The prefixes that hold for what is in it. */
  declaredWithin(): DeclaredPrefixes {
    return [];
  }

  /** `content` is in object representation: nodes, attributes, values, sequences of them. */
  add(run: Run, content: unknown): void {
    this.addAt(run, this.children.length, content);
  }

  /** The place behind what was added. Text joins the text that stands before it. */
  addAt(run: Run, place: number, content: unknown): number {
    if (content === null) return place;
    if (content instanceof XNode) return this.insert(run, place, content);
    if (content instanceof XAttribute) {
      this.addAttribute(run, content);
      return place;
    }
    if (isSequence(content)) {
      let at = place;
      for (const item of boxedItems(run, content)) at = this.addAt(run, at, item);
      return at;
    }
    return this.addText(run, place, contentText(content));
  }

  addText(run: Run, place: number, text: string): number {
    run.spend(text.length + 1);
    run.allocate(text.length * 2);
    this.checkText(text);
    const before = this.children[place - 1];
    if (text === "") {
      if (this.children.length === 0) this.hasEmptyText = true;
      return place;
    }
    if (before instanceof XText && before.constructor === XText) {
      before.value += text;
      return place;
    }
    return this.insert(run, place, new XText(text));
  }

  insert(run: Run, place: number, node: XNode): number {
    this.checkNode(node, place);
    run.spend(1);
    run.allocate(NODE_BYTES);
    const own = node.parent !== null || node === this || node === this.root ? node.copy(run, 0) : node;
    this.children.splice(place, 0, own);
    own.parent = this;
    this.hasEmptyText = false;
    return place + 1;
  }

  protected copyChildren(run: Run, to: XContainer, depth: number): void {
    checkDepth(depth);
    for (const child of this.children) {
      run.spend(1);
      const copy = child.copy(run, depth + 1);
      copy.parent = to;
      to.children.push(copy);
    }
    to.hasEmptyText = this.hasEmptyText;
  }

  protected hasEqualChildren(run: Run, other: XContainer, depth: number): boolean {
    checkDepth(depth);
    if (other.children.length !== this.children.length || other.hasEmptyText !== this.hasEmptyText)
      return false;
    return this.children.every((child, index) => {
      const counterpart = other.children[index];
      return counterpart !== undefined && child.deepEquals(run, counterpart, depth + 1);
    });
  }

  /** Where a child stands. */
  placeOf(run: Run, node: XNode): number {
    run.spend(this.children.length);
    return this.children.indexOf(node);
  }

  remove(run: Run, node: XNode): void {
    this.children.splice(this.placeOf(run, node), 1);
    node.parent = null;
  }

  removeNodes(run: Run): void {
    run.spend(this.children.length);
    for (const child of this.children) child.parent = null;
    this.children.length = 0;
    this.hasEmptyText = false;
  }
}

/** What is added item by item: every sequence but strings; of bytes too, other than in JSON. */
function isSequence(content: unknown): boolean {
  if (content instanceof ClrArray) return true;
  if (typeof content !== "object" || content === null) return false;
  return !(content instanceof XObject) && Symbol.iterator in content;
}
