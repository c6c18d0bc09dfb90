// Finds the calls of banned-call-table.ts. Goes by the written name: a global that somebody renames first is
// left to the reader.

import type { Node } from "oxc-parser";
import { type Ban, bans } from "./banned-call-table.ts";
import { type FileRule, findingAt } from "./finding.ts";
import { isTest } from "./source.ts";

export const checkBannedCalls: FileRule = (source) => {
  const applying = bans.filter((ban) => appliesTo(ban, source.path));
  return source.nodes.flatMap((node) => {
    const names = namesOf(node);
    const ban = names.length === 0 ? undefined : applying.find(({ call }) => names.includes(call));
    return ban === undefined
      ? []
      : [findingAt(source, node.start, `${ban.call} is banned here: ${ban.instead}`)];
  });
};

function appliesTo(ban: Ban, path: string): boolean {
  if (ban.exceptTests === true && isTest(path)) return false;
  if (ban.allowed?.some((file) => file.path === path) === true) return false;
  if (ban.except?.some((prefix) => path.startsWith(prefix)) === true) return false;
  return ban.only === undefined || ban.only.some((prefix) => path.startsWith(prefix));
}

/** What the table could call this node. */
function namesOf(node: Node): string[] {
  if (node.type === "ImportDeclaration") return [`import "${node.source.value}"`];
  if (node.type === "MemberExpression") return memberNames(node);
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return [];
  const callee = calleeName(node.callee);
  if (callee === undefined) return [];
  const [argument] = node.arguments;
  const inner = argument?.type === "CallExpression" ? calleeName(argument.callee) : undefined;
  return inner === undefined ? [callee] : [callee, `${callee}(${inner}(`];
}

function memberNames(node: Extract<Node, { type: "MemberExpression" }>): string[] {
  const object = calleeName(node.object);
  return object === undefined ? [] : [`${object}.*`];
}

/** `JSON.parse` for the callee of `globalThis.JSON.parse(…)`; undefined for anything computed. */
function calleeName(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type !== "MemberExpression" || node.computed || node.property.type !== "Identifier")
    return undefined;
  const object = calleeName(node.object);
  if (object === undefined) return undefined;
  return object === "globalThis" ? node.property.name : `${object}.${node.property.name}`;
}
