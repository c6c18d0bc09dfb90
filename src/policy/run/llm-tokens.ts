// Tokens of language models: what a prompt costs before it is sent, and what an answer says that it cost. The
// estimate goes by characters, about four to a token of English; the models' own counts replace it.

/** What one call used. */
export type TokenUsage = { readonly prompt: number; readonly completion: number; readonly total: number };

const CHARS_PER_TOKEN = 4;

/** Characters beyond ASCII are a token each, or nearly. */
function estimatedTokens(text: string): number {
  let others = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) others++;
  return Math.ceil((text.length - others) / CHARS_PER_TOKEN) + others;
}

export type Prompt = { readonly tokens: number; readonly isStream: boolean };

/** Members of a request that hold what the model reads. */
const promptMembers = ["messages", "prompt", "input", "system", "instructions", "tools"] as const;

/** @param body of a request: JSON, or what holds no prompt */
export function readPrompt(body: string): Prompt {
  const request = parsedObject(body);
  const tokens = promptMembers.reduce((sum, name) => sum + tokensOfTexts(request?.[name], 0), 0);
  return { tokens, isStream: request?.["stream"] === true };
}

const MAX_DEPTH = 32;

function tokensOfTexts(value: unknown, depth: number): number {
  if (typeof value === "string") return estimatedTokens(value);
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return 0;
  return Object.values(value).reduce((sum: number, one) => sum + tokensOfTexts(one, depth + 1), 0);
}

/** The `usage` of an answer, or of a part of a stream; undefined where it has none. */
export function readUsage(json: string): TokenUsage | undefined {
  return usageIn(parsedObject(json));
}

function usageIn(answer: Readonly<Record<string, unknown>> | undefined): TokenUsage | undefined {
  const usage = objectOf(answer?.["usage"]) ?? objectOf(objectOf(answer?.["response"])?.["usage"]);
  if (usage === undefined) return undefined;
  const prompt = count(usage["prompt_tokens"] ?? usage["input_tokens"]);
  const completion = count(usage["completion_tokens"] ?? usage["output_tokens"]);
  return { prompt, completion, total: count(usage["total_tokens"]) || prompt + completion };
}

const count = (value: unknown): number =>
  typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;

function parsedObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(JSON.parse(json));
  } catch {
    // A body of another kind holds no prompt and no usage.
    return undefined;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  // Any object may be read as a record of unknown values.
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** Members of a part of a stream whose texts the model wrote. */
const writtenMembers = ["choices", "delta"] as const;
const MAX_LINE_CHARS = 1_048_576;

/** Counts the tokens of a stream of server-sent events as it goes by. */
export class StreamedUsage {
  #line = "";
  #estimated = 0;
  #told: TokenUsage | undefined;

  readonly see = (chunk: string): void => {
    const lines = (this.#line + chunk).split("\n");
    const last = lines.pop() ?? "";
    this.#line = last.length > MAX_LINE_CHARS ? "" : last;
    for (const line of lines) if (line.startsWith("data:")) this.#readEvent(line.slice(5));
  };

  #readEvent(data: string): void {
    const event = parsedObject(Buffer.from(data, "latin1").toString("utf8"));
    if (event === undefined) return;
    const usage = usageIn(event);
    // Some tell the prompt first and the completion last: the larger of each is what was used.
    if (usage !== undefined) this.#told = this.#told === undefined ? usage : larger(this.#told, usage);
    for (const name of writtenMembers) this.#estimated += tokensOfTexts(event[name], 0);
  }

  /** What the stream said, or what its texts come to beside the prompt. */
  usage(promptTokens: number): TokenUsage {
    const { prompt, completion } = this.#told ?? { prompt: promptTokens, completion: this.#estimated };
    return { prompt, completion, total: prompt + completion };
  }
}

function larger(a: TokenUsage, b: TokenUsage): TokenUsage {
  const prompt = Math.max(a.prompt, b.prompt);
  const completion = Math.max(a.completion, b.completion);
  return { prompt, completion, total: Math.max(a.total, b.total, prompt + completion) };
}
