// What a model wrote: the texts of its answer, whole or piece by piece. No form of answers is asked for:
// every text counts that is not plainly about the answer itself.

import { safetyFailure } from "./content-safety-failures.ts";
import { EventReader } from "./event-reader.ts";
import { isReadText, textsOfJson } from "./json-texts.ts";
import type { WrittenText } from "./text-windows.ts";

/** Members that tell of an answer, as APIs of models have them, while their values are single words. */
const aboutAnswers: ReadonlySet<string> = new Set([
  ...["finish_reason", "stop_reason", "native_finish_reason", "system_fingerprint", "service_tier", "status"],
  ...["obfuscation", "item_id", "response_id", "previous_response_id", "call_id", "created_at", "severity"],
  ...["finishReason", "modelVersion", "responseId", "provider", "done_reason", "event_id", "encoding"],
]);
/** Numbers that tell texts apart that are written side by side. */
const indexes = ["index", "output_index", "content_index", "summary_index"] as const;
const END_OF_STREAM = "[DONE]";

/** The texts of an answer of JSON, of JSON by lines or by events, or of any other text. */
export function completionTexts(text: string, isEventStream: boolean): string {
  if (isEventStream) return joined(eventsOf(text).flatMap(eventTexts));
  try {
    return textsOfJson(text, aboutAnswers).join("\n");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const lines = linesOf(text);
  return lines.every(isJson) ? joined(lines.flatMap(textsOfEvent)) : text;
}

function eventsOf(text: string): readonly string[] {
  const reader = new EventReader();
  return [...reader.read(text), reader.rest()].map(({ data }) => data);
}

/** Pieces of one name behind one another, as whoever reads the answer puts them together. */
function joined(pieces: readonly WrittenText[]): string {
  const texts = new Map<string, string>();
  for (const { name, text } of pieces) texts.set(name, (texts.get(name) ?? "") + text);
  return [...texts.values()].join("\n");
}

/**
 * The texts of one event of a stream; what of several events has one name is one text.
 * @throws PolicyFailure where readers could take them otherwise: an object that has two members of one name
 */
export function eventTexts(data: string): readonly WrittenText[] {
  if (data.trim() === "" || data.trim() === END_OF_STREAM) return [];
  if (isJson(data)) return textsOfEvent(data);
  const lines = linesOf(data);
  return lines.every(isJson) ? lines.flatMap(textsOfEvent) : [{ name: "", text: `${data}\n` }];
}

function textsOfEvent(json: string): readonly WrittenText[] {
  const texts: WrittenText[] = [];
  collect(JSON.parse(json), "", "", texts);
  const found = texts.filter(({ text }) => !isBlank(text)).length;
  if (found === textsOfJson(json, aboutAnswers).length) return texts;
  throw safetyFailure("a part of the answer has two members of one name");
}

/** @param member that the value stands in; @param path to it */
function collect(value: unknown, member: string, path: string, texts: WrittenText[]): void {
  if (typeof value === "string") {
    // White space parts the words of the pieces around it.
    const isRead = isReadText(value, member, aboutAnswers) || (value !== "" && isBlank(value));
    if (isRead) texts.push({ name: path, text: value });
  } else if (Array.isArray(value)) {
    for (const [position, one] of value.entries()) {
      const isIndexed = typeof one === "object" && one !== null && indexes.some((name) => name in one);
      collect(one, "", isIndexed ? path : `${path}/${position}`, texts);
    }
  } else if (typeof value === "object" && value !== null) {
    collectMembers(new Map<string, unknown>(Object.entries(value)), path, texts);
  }
}

function collectMembers(members: ReadonlyMap<string, unknown>, path: string, texts: WrittenText[]): void {
  const which = indexes.flatMap((name) => {
    const index = members.get(name);
    return typeof index === "number" ? [`${name} ${index}`] : [];
  });
  const type = members.get("type");
  if (typeof type === "string") which.push(type);
  const own = `${path}(${which.join()})`;
  for (const [name, value] of members) {
    if (isReadText(name, undefined, aboutAnswers)) texts.push({ name: `${own}#`, text: `${name}\n` });
    collect(value, name, `${own}/${name}`, texts);
  }
}

const isBlank = (text: string): boolean => text.trim() === "";

const linesOf = (text: string): readonly string[] => text.split(/[\r\n]+/).filter((line) => !isBlank(line));

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
