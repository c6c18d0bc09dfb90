// What a part of a stylesheet can name where it stands: variables by the slots of a template's frame, and the
// declarations of the whole stylesheet.

import type { DecimalFormat } from "./format-number.ts";
import type { StyleReport } from "./style-report.ts";
import type { AttributeSet, Template } from "./stylesheet.ts";

/** What a stylesheet declares, known before any of its bodies is compiled. By expanded name. */
export class Declarations {
  readonly report: StyleReport;
  readonly globals = new Set<string>();
  readonly templates = new Map<string, Template>();
  readonly modes = new Set<string>();
  readonly keys = new Set<string>();
  readonly attributeSets = new Map<string, AttributeSet>();
  readonly decimalFormats = new Map<string, DecimalFormat>();
  /** Namespace in the stylesheet → what stands for it in results. */
  readonly aliases = new Map<string, { readonly prefix: string; readonly uri: string }>();
  /** Of expressions whose functions take names: they find theirs by number. */
  readonly namespaces: ReadonlyMap<string, string>[] = [];

  constructor(report: StyleReport) {
    this.report = report;
  }

  /** The number of a set of namespaces. */
  numberOf(namespaces: ReadonlyMap<string, string>): number {
    const known = this.namespaces.indexOf(namespaces);
    return known >= 0 ? known : this.namespaces.push(namespaces) - 1;
  }
}

/** The frame of one template: how many slots its variables have. */
type FrameLayout = { size: number };

export class LocalScope {
  readonly declarations: Declarations;
  readonly #frame: FrameLayout;
  readonly #outer: LocalScope | undefined;
  readonly #slots = new Map<string, number>();

  constructor(declarations: Declarations, frame: FrameLayout = { size: 0 }, outer?: LocalScope) {
    this.declarations = declarations;
    this.#frame = frame;
    this.#outer = outer;
  }

  get report(): StyleReport {
    return this.declarations.report;
  }

  /** Inside an instruction: what is declared there ends with it. */
  inner(): LocalScope {
    return new LocalScope(this.declarations, this.#frame, this);
  }

  /** Undefined where the name is no local one. */
  slotOf(name: string): number | undefined {
    return this.#slots.get(name) ?? this.#outer?.slotOf(name);
  }

  declare(name: string): number {
    const slot = this.#frame.size++;
    this.#slots.set(name, slot);
    return slot;
  }
}
