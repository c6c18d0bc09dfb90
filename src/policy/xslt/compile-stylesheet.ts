// Compiles a stylesheet of XSLT 1.0 (W3C recommendation of 16 November 1999). It reads nothing else: what
// would (import, include, document()) is refused by name, and so is what belongs to other processors.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import { nearest } from "#kernel/nearest.ts";
import type { PolicyElement, SourceText } from "../document/document-tree.ts";
import { compileAttributeSets } from "./attribute-sets.ts";
import { compileBody, compileInside } from "./compile-body.ts";
import { compilePattern } from "./compile-pattern.ts";
import { declareNames, outputOf } from "./declare-names.ts";
import { compileBoundValue, compileLocal } from "./instruction/binding.ts";
import { readSpaceRules } from "./read-space-rules.ts";
import { checkStyleAttributes, expressionOf, nameOf } from "./read-style-attributes.ts";
import { RuleTable } from "./rule-table.ts";
import { Declarations, LocalScope } from "./scope.ts";
import type { SpaceRules } from "./space-rules.ts";
import {
  isXslt,
  readStyleElement,
  type StyleElement,
  styleAttribute,
  XSLT_NAMESPACE,
} from "./style-element.ts";
import { StyleReport } from "./style-report.ts";
import type { GlobalVariable, KeyDefinition, Rule, Stylesheet, Template } from "./stylesheet.ts";

export type CompiledStylesheet = {
  /** To be run only where no diagnostic is an error. */
  readonly stylesheet: Stylesheet;
  /** Expanded names of what may be given. */
  readonly parameters: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * @param element `xsl:stylesheet`, `xsl:transform`, or a literal result element with `xsl:version`
 * @param prepare gives a value as it is used: named values put in
 */
export function compileStylesheet(
  element: PolicyElement,
  prepare: (source: SourceText) => SourceText = (source) => source,
): CompiledStylesheet {
  const report = new StyleReport();
  const root = readStyleElement(report, element, prepare);
  const compiler = new StylesheetCompiler(new Declarations(report));
  const stylesheet = compiler.compile(root);
  const parameters = [...stylesheet.globals].filter(([, { isParameter }]) => isParameter);
  return {
    stylesheet,
    parameters: new Set(parameters.map(([name]) => name)),
    diagnostics: report.diagnostics,
  };
}

class StylesheetCompiler {
  readonly #declarations: Declarations;
  readonly #report: StyleReport;
  readonly #rules = new Map<string, Rule[]>();
  readonly #globals = new Map<string, GlobalVariable>();
  readonly #keys = new Map<string, KeyDefinition[]>();

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
    this.#report = declarations.report;
  }

  compile(root: StyleElement): Stylesheet {
    let top: readonly StyleElement[] = [];
    if (isXslt(root, "stylesheet", "transform")) top = this.#wholeStylesheet(root);
    else this.#simplified(root);
    return {
      rules: new Map([...this.#rules].map(([mode, rules]) => [mode, new RuleTable(rules)])),
      globals: this.#globals,
      keys: this.#keys,
      decimalFormats: this.#declarations.decimalFormats,
      output: outputOf(top, this.#report),
      space: this.#spaceOf(top),
      namespaces: this.#declarations.namespaces,
    };
  }

  #wholeStylesheet(root: StyleElement): readonly StyleElement[] {
    const known = ["version", "id", "exclude-result-prefixes", "extension-element-prefixes"];
    checkStyleAttributes(this.#report, root, known, ["version"]);
    const top: StyleElement[] = [];
    for (const one of root.content) {
      if (one.kind === "element") top.push(one);
      else this.#report.mistake(one.place, `${root.name} holds elements, and no text`, "take it out");
    }
    declareNames(this.#declarations, top);
    for (const one of top) this.#compileTop(one);
    return top;
  }

  /** XSLT 1.0, 2.3: a whole stylesheet that is one template. */
  #simplified(root: StyleElement): void {
    const isMarked = root.attributes.some(({ uri, local }) => uri === XSLT_NAMESPACE && local === "version");
    if (!isMarked) {
      const message = `${root.name} is no stylesheet`;
      const hint = `write <xsl:stylesheet version="1.0" xmlns:xsl="${XSLT_NAMESPACE}">`;
      this.#report.mistake(root.place, message, hint);
      return;
    }
    const template: Template = { body: compileBody([root], new LocalScope(this.#declarations)) };
    const pattern = { anchor: "root", steps: [], priority: 0.5 } as const;
    this.#rules.set("", [{ pattern, priority: 0.5, order: 0, template }]);
  }

  #compileTop(element: StyleElement): void {
    if (element.uri !== XSLT_NAMESPACE) {
      this.#foreign(element);
      return;
    }
    switch (element.local) {
      case "template":
        this.#template(element);
        return;
      case "variable":
      case "param":
        this.#global(element);
        return;
      case "key":
        this.#key(element);
        return;
      case "attribute-set":
        this.#attributeSet(element);
        return;
      case "import":
      case "include":
        this.#report.refuse(
          element.place,
          `${element.name} is not supported`,
          "a stylesheet reads no others: write their templates here",
        );
        return;
      default:
        this.#checkDeclaration(element);
    }
  }

  /** Elements of other namespaces are for other processors. */
  #foreign({ uri, name, place, scope }: StyleElement): void {
    if (uri === "") {
      this.#report.mistake(place, `${name} cannot stand at the top`, "put it into a template");
    } else if (uri === "urn:schemas-microsoft-com:xslt" || scope.extensions.has(uri)) {
      this.#report.refuse(
        place,
        `${name} is not supported`,
        "stylesheets run no scripts and have no extensions",
      );
    } else {
      this.#report.warn(place, `${name} changes nothing`, "elements of other namespaces are skipped here");
    }
  }

  /** Those that were read with the names, and what there is not. */
  #checkDeclaration(element: StyleElement): void {
    const known = declarationAttributes.get(element.local);
    if (known !== undefined) {
      checkStyleAttributes(this.#report, element, known.has, known.needs);
      return;
    }
    const { name, local, place } = element;
    if (["function", "character-map", "import-schema", "accumulator", "use-package"].includes(local)) {
      this.#report.refuse(place, `${name} is not supported`, "stylesheets are XSLT 1.0, as on Azure");
      return;
    }
    const near = nearest(local, [
      "template",
      "variable",
      "param",
      "key",
      "attribute-set",
      ...declarationAttributes.keys(),
    ]);
    const hint = near === undefined ? "put instructions into a template" : `did you mean ${near}?`;
    this.#report.mistake(place, `${name} cannot stand at the top of a stylesheet`, hint);
  }

  #template(element: StyleElement): void {
    checkStyleAttributes(this.#report, element, ["match", "name", "priority", "mode"]);
    const name = nameOf(element, this.#report, "name");
    const match = styleAttribute(element, "match");
    if (match === undefined) this.#checkNamedOnly(element);
    const declared = name === undefined ? undefined : this.#declarations.templates.get(name);
    const template: Template = declared ?? { body: () => undefined };
    const scope = new LocalScope(this.#declarations);
    const parameters = element.content.findIndex((one) => !isXslt(one, "param"));
    const count = parameters < 0 ? element.content.length : parameters;
    const given = element.content.slice(0, count).filter((one) => one.kind === "element");
    const first = given.map((one) => {
      checkStyleAttributes(this.#report, one, ["name", "select"], ["name"]);
      return compileLocal(one, scope, compileBody, true);
    });
    const rest = compileInside(element.content.slice(count), scope);
    template.body = (at) => {
      for (const parameter of first) parameter(at);
      return rest(at);
    };
    if (match !== undefined) this.#addRules(element, template);
  }

  #checkNamedOnly(element: StyleElement): void {
    if (styleAttribute(element, "name") === undefined) {
      const message = `${element.name} has neither match nor name`;
      this.#report.mistake(element.place, message, "write one of them, or both");
    }
    for (const local of ["priority", "mode"]) {
      const attribute = styleAttribute(element, local);
      if (attribute === undefined) continue;
      const message = `${element.name} has ${local} without match`;
      this.#report.mistake(attribute.place, message, `write match, or take ${local} out`);
    }
  }

  #addRules(element: StyleElement, template: Template): void {
    const match = styleAttribute(element, "match");
    if (match === undefined) return;
    const scope = new LocalScope(this.#declarations);
    const mode = nameOf(element, this.#report, "mode") ?? "";
    const priority = this.#priorityOf(element);
    const rules = this.#rules.get(mode) ?? [];
    for (const pattern of compilePattern(scope, match.value, element.scope.namespaces, "no-variables")) {
      rules.push({ pattern, priority: priority ?? pattern.priority, order: rules.length, template });
    }
    this.#rules.set(mode, rules);
  }

  #priorityOf(element: StyleElement): number | undefined {
    const attribute = styleAttribute(element, "priority");
    if (attribute === undefined) return undefined;
    const text = attribute.value.text.trim();
    if (/^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text)) return Number(text);
    this.#report.mistake(
      attribute.value.placeAt(0),
      `${text} is no priority`,
      "write a number, as 2 or -0.5",
    );
    return undefined;
  }

  #global(element: StyleElement): void {
    checkStyleAttributes(this.#report, element, ["name", "select"], ["name"]);
    const name = nameOf(element, this.#report, "name");
    const value = compileBoundValue(element, new LocalScope(this.#declarations), compileBody);
    if (name === undefined) return;
    if (this.#globals.has(name)) {
      this.#report.mistake(element.place, `$${name} is declared twice`, "leave one of them");
    }
    this.#globals.set(name, { isParameter: element.local === "param", value });
  }

  #key(element: StyleElement): void {
    checkStyleAttributes(this.#report, element, ["name", "match", "use"], ["name", "match", "use"]);
    const name = nameOf(element, this.#report, "name");
    const match = styleAttribute(element, "match");
    const scope = new LocalScope(this.#declarations);
    const use = expressionOf(element, scope, "use");
    if (name === undefined || match === undefined || use === undefined) return;
    const patterns = compilePattern(scope, match.value, element.scope.namespaces, "no-variables");
    this.#keys.set(name, [...(this.#keys.get(name) ?? []), { patterns, use }]);
  }

  #attributeSet(element: StyleElement): void {
    checkStyleAttributes(this.#report, element, ["name", "use-attribute-sets"], ["name"]);
    const name = nameOf(element, this.#report, "name");
    for (const one of element.content) {
      if (isXslt(one, "attribute")) continue;
      this.#report.mistake(one.place, `${element.name} holds xsl:attribute alone`, "take it out");
    }
    const scope = new LocalScope(this.#declarations);
    const useSets = compileAttributeSets(element, scope, styleAttribute(element, "use-attribute-sets"));
    const own = compileBody(element.content, scope);
    const set = name === undefined ? undefined : this.#declarations.attributeSets.get(name);
    set?.parts.push({
      body: (at) => {
        useSets(at);
        return own(at);
      },
    });
  }

  #spaceOf(top: readonly StyleElement[]): SpaceRules {
    return top
      .filter((one) => isXslt(one, "strip-space", "preserve-space"))
      .flatMap((one) => readSpaceRules(one, this.#report));
  }
}

type DeclarationAttributes = { readonly has: readonly string[]; readonly needs: readonly string[] };

const declarationAttributes: ReadonlyMap<string, DeclarationAttributes> = new Map([
  ["strip-space", { has: ["elements"], needs: ["elements"] }],
  ["preserve-space", { has: ["elements"], needs: ["elements"] }],
  [
    "namespace-alias",
    { has: ["stylesheet-prefix", "result-prefix"], needs: ["stylesheet-prefix", "result-prefix"] },
  ],
  [
    "output",
    {
      has: [
        ...["method", "version", "encoding", "omit-xml-declaration", "standalone", "doctype-public"],
        ...["doctype-system", "cdata-section-elements", "indent", "media-type"],
      ],
      needs: [],
    },
  ],
  [
    "decimal-format",
    {
      has: [
        ...["name", "decimal-separator", "grouping-separator", "infinity", "minus-sign", "NaN", "percent"],
        ...["per-mille", "zero-digit", "digit", "pattern-separator"],
      ],
      needs: [],
    },
  ],
]);
