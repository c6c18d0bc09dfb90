// System.Xml.Linq.XObject and XNode: what stands in a tree of XML. A node knows how to copy and to write
// itself; what searches and changes trees stands elsewhere.

import { BudgetExceeded } from "../budget-exceeded.ts";
import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import type { DeclaredPrefixes } from "./declared-prefixes.ts";
import type { XContainer } from "./x-container.ts";
import { XmlTextWriter } from "./xml-text-writer.ts";

/** System.Xml.XmlNodeType by number. */
export const xmlNodeTypes = {
  None: 0,
  Element: 1,
  Attribute: 2,
  Text: 3,
  CDATA: 4,
  EntityReference: 5,
  Entity: 6,
  ProcessingInstruction: 7,
  Comment: 8,
  Document: 9,
  DocumentType: 10,
  DocumentFragment: 11,
  Notation: 12,
  Whitespace: 13,
  SignificantWhitespace: 14,
  EndElement: 15,
  EndEntity: 16,
  XmlDeclaration: 17,
} as const;

/** System.Xml.Linq.SaveOptions. */
export const saveOptions = { None: 0, DisableFormatting: 1, OmitDuplicateNamespaces: 2 } as const;

/** What an object of a tree is charged for. */
export const NODE_BYTES = 96;

/** Deeper trees are not copied, compared or written: the call stack would end first. */
const MAX_TREE_DEPTH = 1000;

/** @throws BudgetExceeded */
export function checkDepth(depth: number): void {
  if (depth > MAX_TREE_DEPTH) throw new BudgetExceeded("depth");
}

export abstract class XObject extends ClrObject {
  parent: XContainer | null = null;
  abstract readonly nodeType: number;

  /** `declared`: the prefixes that the elements around it declare. */
  abstract write(writer: XmlTextWriter, declared: DeclaredPrefixes, depth: number): void;

  /** Outermost first: the prefixes that hold where it stands. */
  declaredAround(): DeclaredPrefixes {
    return this.parent?.declaredWithin() ?? [];
  }

  /** The outermost object around it, or itself. */
  get root(): XObject {
    let at: XObject = this;
    while (at.parent !== null) at = at.parent;
    return at;
  }

  /** @throws ClrException ArgumentException, XmlException for what XML cannot hold */
  print(run: Run | undefined, options: number): string {
    const writer = new XmlTextWriter(run, options);
    this.write(writer, this.declaredAround(), 0);
    return writer.text;
  }

  /** Indented. What calls it has no budget at hand: members use `print`. */
  override toString(): string {
    return this.print(undefined, saveOptions.None);
  }
}

export abstract class XNode extends XObject {
  /** Text and CDATA: what adds to the value of an element. */
  get ownText(): string {
    return "";
  }

  /** Without a parent. */
  abstract copy(run: Run, depth: number): XNode;

  /** Of the same kind, name and content. */
  abstract deepEquals(run: Run, other: XNode, depth: number): boolean;
}
