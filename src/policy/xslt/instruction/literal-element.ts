// Literal result elements (XSLT 1.0, 7.1.1): elements of a template that are no instructions.

import { compileAttributeSets } from "../attribute-sets.ts";
import { compileValueTemplate } from "../compile-value-template.ts";
import type { ResultName } from "../result-tree.ts";
import type { Declarations, LocalScope } from "../scope.ts";
import { type StyleAttribute, type StyleElement, XSLT_NAMESPACE } from "../style-element.ts";
import type { Instruction, TextValue } from "../stylesheet.ts";
import type { BodyCompiler } from "./instruction-definition.ts";

const ownAttributes = [
  "exclude-result-prefixes",
  "extension-element-prefixes",
  "use-attribute-sets",
  "version",
];

type LiteralAttribute = { readonly name: ResultName; readonly value: TextValue };

export function literalElement(element: StyleElement, scope: LocalScope, body: BodyCompiler): Instruction {
  const { declarations } = scope;
  const name = aliased(declarations, element);
  const namespaces = resultNamespaces(declarations, element);
  const attributes = element.attributes.flatMap((one) => compileAttribute(element, one, scope));
  const sets = element.attributes.find(
    ({ uri, local }) => uri === XSLT_NAMESPACE && local === "use-attribute-sets",
  );
  const useSets = compileAttributeSets(element, scope, sets);
  const run = body(element.content, scope);
  return (at) => {
    const { out } = at.transformation;
    out.startElement(name, namespaces);
    useSets(at);
    for (const attribute of attributes) out.attribute(attribute.name, attribute.value.of(at));
    at.transformation.complete(run(at));
    out.endElement();
    return undefined;
  };
}

function compileAttribute(
  element: StyleElement,
  attribute: StyleAttribute,
  scope: LocalScope,
): readonly LiteralAttribute[] {
  const { uri, local, name, place } = attribute;
  if (uri === XSLT_NAMESPACE) {
    if (!ownAttributes.includes(local)) {
      const hint = `it may have ${ownAttributes.map((own) => `xsl:${own}`).join(", ")}`;
      scope.report.mistake(place, `literal result elements have no ${name}`, hint);
    }
    return [];
  }
  const value = compileValueTemplate(scope, attribute, element.scope.namespaces);
  return [{ name: uri === "" ? attribute : aliased(scope.declarations, attribute), value }];
}

function aliased({ aliases }: Declarations, { prefix, local, uri }: ResultName): ResultName {
  const alias = aliases.get(uri);
  return alias === undefined ? { prefix, local, uri } : { prefix: alias.prefix, local, uri: alias.uri };
}

/** Those of the stylesheet around it, but for what is excluded. */
function resultNamespaces(
  { aliases }: Declarations,
  { scope: { namespaces, excluded } }: StyleElement,
): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (const [prefix, uri] of namespaces) {
    const alias = aliases.get(uri);
    if (alias !== undefined) found.push([alias.prefix, alias.uri]);
    else if (prefix !== "xml" && !excluded.has(uri)) found.push([prefix, uri]);
  }
  return found;
}
