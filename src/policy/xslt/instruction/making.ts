// Instructions that make nodes: value-of, text, element, attribute, comment, processing-instruction, copy and
// copy-of.

import { XContainer } from "../../value/xml/x-container.ts";
import { XElement } from "../../value/xml/x-element.ts";
import { isNodeSet, stringOf } from "../../value/xml/xpath-value.ts";
import { compileAttributeSets } from "../attribute-sets.ts";
import { copyDeep, copyLeaf, resultNameOf } from "../copy-node.ts";
import { isNcName, isQName } from "../names.ts";
import { expressionOf, isYes, templateOf } from "../read-style-attributes.ts";
import type { ResultName } from "../result-tree.ts";
import type { LocalScope } from "../scope.ts";
import { type StyleElement, splitName, styleAttribute } from "../style-element.ts";
import type { Activation, Instruction } from "../stylesheet.ts";
import { xsltError } from "../xslt-error.ts";
import { type BodyCompiler, checkEmpty, type InstructionDefinition } from "./instruction-definition.ts";

const nothing: Instruction = () => undefined;
const escaping = "disable-output-escaping";

export const makingInstructions: readonly (readonly [string, InstructionDefinition])[] = [
  ["value-of", { attributes: ["select", escaping], required: ["select"], compile: compileValueOf }],
  ["text", { attributes: [escaping], required: [], compile: compileText }],
  ["copy-of", { attributes: ["select"], required: ["select"], compile: compileCopyOf }],
  ["copy", { attributes: ["use-attribute-sets"], required: [], compile: compileCopy }],
  [
    "element",
    { attributes: ["name", "namespace", "use-attribute-sets"], required: ["name"], compile: compileElement },
  ],
  ["attribute", { attributes: ["name", "namespace"], required: ["name"], compile: compileAttribute }],
  ["comment", { attributes: [], required: [], compile: compileComment }],
  ["processing-instruction", { attributes: ["name"], required: ["name"], compile: compileInstruction }],
];

function compileValueOf(element: StyleElement, scope: LocalScope): Instruction {
  checkEmpty(element, scope);
  const isRaw = isYes(element, scope.report, escaping);
  const select = expressionOf(element, scope, "select");
  if (select === undefined) return nothing;
  return (at) => {
    at.transformation.out.text(at.transformation.string(select, at), isRaw);
    return undefined;
  };
}

function compileText(element: StyleElement, scope: LocalScope): Instruction {
  const isRaw = isYes(element, scope.report, escaping);
  const child = element.content.find(({ kind }) => kind === "element");
  if (child !== undefined)
    scope.report.mistake(child.place, `${element.name} holds text alone`, "move it out");
  const text = element.content.map((one) => (one.kind === "text" ? one.text : "")).join("");
  if (text === "") return nothing;
  return ({ transformation }) => {
    transformation.out.text(text, isRaw);
    return undefined;
  };
}

function compileCopyOf(element: StyleElement, scope: LocalScope): Instruction {
  checkEmpty(element, scope);
  const select = expressionOf(element, scope, "select");
  if (select === undefined) return nothing;
  return (at) => {
    const { transformation } = at;
    const value = transformation.evaluate(select, at);
    if (!isNodeSet(value)) transformation.out.text(stringOf(transformation.run, value), false);
    else for (const node of value) copyDeep(transformation, node);
    return undefined;
  };
}

function compileCopy(element: StyleElement, scope: LocalScope, body: BodyCompiler): Instruction {
  const useSets = compileAttributeSets(element, scope, styleAttribute(element, "use-attribute-sets"));
  const run = body(element.content, scope);
  return (at) => {
    const { transformation, node } = at;
    const { out } = transformation;
    if (node instanceof XElement) {
      out.startElement(resultNameOf(node), transformation.namespaces.of(node));
      useSets(at);
      transformation.complete(run(at));
      out.endElement();
    } else if (node instanceof XContainer) return run(at);
    else copyLeaf(out, node);
    return undefined;
  };
}

type NameOf = (at: Activation) => ResultName;

/** The name of an element or attribute that is made when it runs. */
function compileName(element: StyleElement, scope: LocalScope): NameOf | undefined {
  const name = templateOf(element, scope, "name");
  const namespace = templateOf(element, scope, "namespace");
  if (name === undefined) return undefined;
  const { namespaces } = element.scope;
  const isElement = element.local === "element";
  const make = (written: string, uri: string | undefined): ResultName | string =>
    resultName(written.trim(), uri, namespaces, isElement);
  if (name.literal !== undefined && (namespace === undefined || namespace.literal !== undefined)) {
    const made = make(name.literal, namespace?.literal);
    if (typeof made !== "string") return () => made;
    const place = styleAttribute(element, "name")?.value.placeAt(0) ?? element.place;
    scope.report.mistake(place, made, "write name, or prefix:name with a prefix that is declared");
    return undefined;
  }
  return (at) => {
    const made = make(name.of(at), namespace?.of(at));
    if (typeof made === "string") throw xsltError(`${made}.`);
    return made;
  };
}

/** A text says what is wrong. */
function resultName(
  written: string,
  uri: string | undefined,
  namespaces: ReadonlyMap<string, string>,
  isElement: boolean,
): ResultName | string {
  if (!isQName(written)) return `'${written}' is no name`;
  const { prefix, local } = splitName(written);
  if (prefix === "xmlns" || (!isElement && written === "xmlns"))
    return `${written} is no name of an attribute`;
  if (uri !== undefined) return { prefix: prefix === "xml" || uri === "" ? "" : prefix, local, uri };
  if (prefix === "" && !isElement) return { prefix, local, uri: "" };
  const found = namespaces.get(prefix);
  if (found === undefined && prefix !== "") return `the prefix ${prefix} is not declared`;
  return { prefix, local, uri: found ?? "" };
}

function compileElement(element: StyleElement, scope: LocalScope, body: BodyCompiler): Instruction {
  const nameOf = compileName(element, scope);
  const useSets = compileAttributeSets(element, scope, styleAttribute(element, "use-attribute-sets"));
  const run = body(element.content, scope);
  if (nameOf === undefined) return nothing;
  return (at) => {
    const { out } = at.transformation;
    out.startElement(nameOf(at), []);
    useSets(at);
    at.transformation.complete(run(at));
    out.endElement();
    return undefined;
  };
}

function compileAttribute(element: StyleElement, scope: LocalScope, body: BodyCompiler): Instruction {
  const nameOf = compileName(element, scope);
  const run = body(element.content, scope);
  if (nameOf === undefined) return nothing;
  return (at) => {
    const { transformation } = at;
    const name = nameOf(at);
    transformation.out.attribute(name, transformation.text(run, at));
    return undefined;
  };
}

function compileComment(element: StyleElement, scope: LocalScope, body: BodyCompiler): Instruction {
  const run = body(element.content, scope);
  return (at) => {
    at.transformation.out.comment(at.transformation.text(run, at));
    return undefined;
  };
}

function compileInstruction(element: StyleElement, scope: LocalScope, body: BodyCompiler): Instruction {
  const name = templateOf(element, scope, "name");
  const run = body(element.content, scope);
  if (name === undefined) return nothing;
  if (name.literal !== undefined && !isTarget(name.literal)) {
    const place = styleAttribute(element, "name")?.value.placeAt(0) ?? element.place;
    scope.report.mistake(
      place,
      `${name.literal} is no name of an instruction`,
      "write a name without a colon",
    );
  }
  return (at) => {
    const { transformation } = at;
    const target = name.of(at);
    if (!isTarget(target)) throw xsltError(`'${target}' is no name of a processing instruction.`);
    transformation.out.instruction(target, transformation.text(run, at));
    return undefined;
  };
}

const isTarget = (name: string): boolean => isNcName(name) && name.toLowerCase() !== "xml";
