// A request to a language model, as far as an answer to a like one may stand in for its own: the words that
// are compared by what they mean, and all else, which must be the same.

import { isObject, jsonOrUndefined, type UnknownObject } from "#kernel/json-object.ts";

export type ComparedPrompt = {
  /** What is compared, in the order of the dialog. */
  readonly text: string;
  /** Messages that count. */
  readonly messageCount: number;
  /** The rest of the request, which an answer depends on as well: model, tools, formats. */
  readonly rest: string;
};

/**
 * Undefined where an answer cannot be another's: streams, and whatever is not text alone, such as images and
 * calls of tools, which no embedding of the words tells apart.
 * @param body JSON of chat completions (`messages`) or completions (`prompt`), or anything else
 */
export function comparedPrompt(body: string, ignoresSystem: boolean): ComparedPrompt | undefined {
  const request = objectOf(jsonOrUndefined(body));
  if (request === undefined || ![undefined, null, false].some((none) => none === request["stream"]))
    return undefined;
  const { messages, prompt, ...others } = request;
  const rest = JSON.stringify(others);
  if (typeof prompt === "string" && messages === undefined)
    return prompt.trim() === "" ? undefined : { text: prompt, messageCount: 1, rest };
  if (!Array.isArray(messages) || prompt !== undefined) return undefined;
  const read = messages.map(readMessage);
  const known = read.filter((message) => message !== undefined);
  if (known.length !== read.length) return undefined;
  const counted = known.filter(({ isSystem }) => !(ignoresSystem && isSystem));
  if (counted.every(({ isEmpty }) => isEmpty)) return undefined;
  return { text: counted.map(({ text }) => text).join("\n"), messageCount: counted.length, rest };
}

type Message = { readonly text: string; readonly isSystem: boolean; readonly isEmpty: boolean };

/** Roles whose messages the application writes; `developer` is what newer models call `system`. */
const systemRoles: ReadonlySet<unknown> = new Set(["system", "developer"]);

function readMessage(value: unknown): Message | undefined {
  const { role, content, ...others } = objectOf(value) ?? {};
  if (typeof role !== "string" || Object.keys(others).length > 0) return undefined;
  const text = textOf(content);
  if (text === undefined) return undefined;
  return { text: `${role}: ${text}`, isSystem: systemRoles.has(role), isEmpty: text.trim() === "" };
}

function textOf(content: unknown): string | undefined {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  const texts = content.map((part) => {
    const { type, text, ...others } = objectOf(part) ?? {};
    const isText = type === "text" && typeof text === "string" && Object.keys(others).length === 0;
    return isText ? text : undefined;
  });
  return texts.every((text) => text !== undefined) ? texts.join("\n") : undefined;
}

/** Undefined for what is no JSON. */
const objectOf = (value: unknown): UnknownObject | undefined => (isObject(value) ? value : undefined);
