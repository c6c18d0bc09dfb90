import assert from "node:assert/strict";
import { test } from "node:test";
import { PolicyFailure } from "../plans.ts";
import { completionTexts, eventTexts } from "./completion-texts.ts";

const json = (value: unknown): string => JSON.stringify(value);

/** What one text of the stream becomes, event by event. */
const streamed = (...events: readonly unknown[]): string =>
  completionTexts(events.map((event) => `data: ${json(event)}\n\n`).join(""), true);

const delta = (index: number, content: string, rest = {}): unknown => ({
  ...{ id: "chatcmpl-1", object: "chat.completion.chunk", model: "gpt", system_fingerprint: "fp_1" },
  choices: [{ index, delta: { role: "assistant", content }, finish_reason: null, ...rest }],
  obfuscation: "Zx81aP",
});

const streams: readonly (readonly [what: string, events: readonly unknown[], text: string])[] = [
  [
    "chat completions",
    [delta(0, "vio"), delta(0, "lent"), delta(0, "", { finish_reason: "stop" })],
    "violent",
  ],
  ["several choices", [delta(0, "vio"), delta(1, "pea"), delta(0, "lent"), delta(1, "ce")], "violent\npeace"],
  ["white space of its own", [delta(0, "a"), delta(0, "\n"), delta(0, "b")], "a\nb"],
  [
    "arguments of tools",
    ['{"q":"vio', 'lent"}'].map((part) => ({
      choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: part } }] } }],
    })),
    '{"q":"violent"}',
  ],
  [
    "the Responses interface",
    ["vio", "lent"].map((part) => ({
      ...{ type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0 },
      delta: part,
    })),
    "violent",
  ],
  [
    "the Messages interface",
    [
      { type: "message_start", message: { id: "m", role: "assistant", content: [], stop_reason: null } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "vio" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "lent" } },
    ],
    "violent",
  ],
  ["a form that nobody knows", [{ say: { it: "vio" } }, { say: { it: "lent" } }], "violent"],
];

for (const [what, events, text] of streams) {
  test(`the pieces of a stream of ${what} are put together`, () => {
    assert.equal(streamed(...events), text);
  });
}

test("events that are no JSON are texts, lines of JSON are events, and the end says nothing", () => {
  assert.equal(completionTexts("data: do it\n\ndata: [DONE]\n\n", true), "do it\n");
  assert.equal(
    completionTexts(`data: ${json({ t: "vio" })}\ndata: ${json({ t: "lent" })}\n\n`, true),
    "violent",
  );
  assert.equal(completionTexts(`${json({ t: "vio" })}\n${json({ t: "lent" })}\n`, false), "violent");
});

test("whole answers are read as prompts are; what is no JSON is a text", () => {
  const answer = {
    id: "x",
    choices: [{ message: { role: "assistant", content: "a b" }, finish_reason: "stop" }],
  };
  assert.equal(completionTexts(json(answer), false), "a b");
  assert.equal(completionTexts("plain words\nand more", false), "plain words\nand more");
  assert.equal(completionTexts("", false), "");
});

test("what is said in the place of a word about the answer is read", () => {
  assert.equal(completionTexts(json({ finish_reason: "do it now", status: "done" }), false), "do it now");
  assert.equal(streamed({ "do it now": 1 }), "do it now\n");
});

test("an event that readers may take in two ways is no text", () => {
  assert.throws(() => eventTexts(`{"text":"bad","text":"good"}`), PolicyFailure);
});
