// What runs inside the sandbox before the operator's script: it makes the language still (no clock, no code
// from text, nothing shared that could be changed) and gives the function that calls `decide`.

/** What a call tells at once. */
export type SeenAtOnce = {
  readonly method: string;
  readonly path: string;
  /** Without its `?`. */
  readonly query: string;
  readonly host: string;
  readonly scheme: string;
  readonly listener: string;
  readonly site: string;
  readonly address: string;
  /** The following are empty where they are not known. */
  readonly country: string;
  readonly tlsVersion: string;
  readonly ja4: string;
  readonly id: string;
  /** When the request came, ms since the epoch. */
  readonly time: number;
  readonly tags: readonly string[];
};

/** As it crosses into the sandbox: a list costs less to read there than an object. */
export const headText = (seen: SeenAtOnce): string =>
  JSON.stringify([
    ...[seen.method, seen.path, seen.query, seen.host, seen.scheme, seen.listener, seen.site],
    ...[seen.address, seen.country, seen.tlsVersion, seen.ja4, seen.id, seen.time, seen.tags],
  ]);

/**
 * What is fetched where the function asks for it: by these numbers. The first four as JSON; of the others one
 * by its name, as it is.
 */
export const ASKED = { headers: 0, rawHeaders: 1, cookies: 2, bot: 3, header: 4, cookie: 5 } as const;

/**
 * Before the text of an exception, in place of a member's JSON too, and before what is wrong with an answer;
 * one begins with a brace.
 */
export const FAILED_SIGN = "!";
export const WRONG_SIGN = "?";

/** Not only what a script threw itself: the engine finds no memory for an exception. */
export const THREW_NULL = "threw null";

/** The longest result, in characters: a body that it responds with included. */
const MAX_RESULT_CHARS = 65_536;
/** Of a header or cookie that is asked for. */
const MAX_NAME_CHARS = 256;
const MAX_MESSAGE_CHARS = 200;

const DECIDE_FORM = `"decide has to give nothing, or one plain object such as { deny: 403 }"`;

/**
 * An expression of a function that takes `ask`, the only way out, and gives the maker of the call. All that
 * it uses later is kept in its own scope: a script that changes its globals changes nothing here.
 */
export const PRELUDE = `(function (ask) {
"use strict";
const { parse, stringify } = JSON;
const { freeze, getPrototypeOf, setPrototypeOf, defineProperty, getOwnPropertyDescriptor } = Object;
const { construct, ownKeys } = Reflect;
const text = String;
const cut = Function.prototype.call.bind(String.prototype.slice);
const found = Function.prototype.call.bind(RegExp.prototype.exec);
const WrongPlace = TypeError;
const TooMuch = RangeError;
const plainPrototype = Object.prototype;
const promisePrototype = Promise.prototype;
let time = 0;

const OwnDate = Date;
function StillDate(...parts) {
  if (new.target === undefined) return new OwnDate(time).toString();
  return construct(OwnDate, parts.length === 0 ? [time] : parts, new.target);
}
defineProperty(StillDate, "name", { value: "Date" });
StillDate.prototype = OwnDate.prototype;
StillDate.now = () => time;
StillDate.parse = OwnDate.parse;
StillDate.UTC = OwnDate.UTC;
OwnDate.prototype.constructor = StillDate;
globalThis.Date = StillDate;

const samples = [function () {}, async function () {}, function* () {}, async function* () {}];
for (const sample of samples) delete getPrototypeOf(sample).constructor;
delete globalThis.eval;
delete globalThis.Function;
delete globalThis.SharedArrayBuffer;
const silent = () => undefined;
globalThis.console = { log: silent, debug: silent, info: silent, warn: silent, error: silent };

const yieldTo = (object) => {
  for (const key of ownKeys(object)) {
    const { value, configurable } = getOwnPropertyDescriptor(object, key);
    if (value === undefined || !configurable) continue;
    const set = function (own) {
      if (this === object) throw new WrongPlace("the language does not change");
      defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
    };
    defineProperty(object, key, { get: () => value, set, configurable: false });
  }
};
const errors = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
for (const { prototype } of [Object, ...errors]) yieldTo(prototype);

const still = new Set();
const hold = (value) => {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
  if (value === globalThis || still.has(value)) return;
  still.add(value);
  freeze(value);
  hold(getPrototypeOf(value));
  for (const key of ownKeys(value)) {
    const { value: held, get, set } = getOwnPropertyDescriptor(value, key);
    hold(held);
    hold(get);
    hold(set);
  }
};
for (const sample of samples) hold(sample.prototype), hold(getPrototypeOf(sample));
const iterators = [[].values(), new Map().entries(), new Set().values(), ""[Symbol.iterator](), "".matchAll(/a/g)];
iterators.push([].values().map((each) => each), Iterator.from({ next() {} }));
for (const name of ["concat", "zip", "zipKeyed"]) if (name in Iterator) iterators.push(Iterator[name]([]));
for (const iterator of iterators) hold(getPrototypeOf(iterator));
for (const key of ownKeys(globalThis)) {
  hold(globalThis[key]);
  if (key !== "globalThis") defineProperty(globalThis, key, { writable: false, configurable: false });
}

const bare = (kind) => {
  const json = ask(kind);
  if (json?.[0] === "${FAILED_SIGN}") throw new TooMuch(cut(json, 1));
  return freeze(setPrototypeOf(parse(json), null));
};
const frozenList = (list) => {
  for (let i = 0; i < list.length; i++) freeze(list[i]);
  return freeze(list);
};

const named = (kind) => freeze((name) => {
  const asked = text(name);
  return asked.length > ${MAX_NAME_CHARS} ? undefined : ask(kind, asked);
});
const header = named(${ASKED.header});
const cookie = named(${ASKED.cookie});

const problem = (thrown) => {
  try {
    if (thrown === null) return "${THREW_NULL}";
    if (typeof thrown !== "object") return "threw " + text(thrown);
    const at = found(/[^ (]+:[0-9]+:[0-9]+/, text(thrown.stack));
    const place = at === null || found(/^prelude/, at[0]) !== null ? "" : " at " + at[0];
    return text(thrown.name) + ": " + text(thrown.message) + place;
  } catch {
    return "threw what has no text";
  }
};

const wrong = (why) => "${WRONG_SIGN}" + why;
const written = (result) => {
  if (result === undefined || result === null) return undefined;
  if (typeof result !== "object") return wrong("decide gave a " + typeof result + ": " + ${DECIDE_FORM});
  const prototype = getPrototypeOf(result);
  if (prototype === promisePrototype) return wrong("decide gave a promise: it has to answer at once");
  if (prototype !== plainPrototype && prototype !== null) return wrong(${DECIDE_FORM});
  const json = stringify(result);
  if (typeof json !== "string" || json[0] !== "{") return wrong(${DECIDE_FORM});
  if (json.length > ${MAX_RESULT_CHARS}) return wrong("decide gave more than ${MAX_RESULT_CHARS} characters");
  return json;
};

return (decide) => (head) => {
  try {
    const h = parse(head);
    time = h[12];
    let headers, rawHeaders, cookies, bot;
    const request = {
      method: h[0], path: h[1], query: h[2], host: h[3], scheme: h[4], listener: h[5], site: h[6],
      address: h[7], country: h[8], tlsVersion: h[9], ja4: h[10], id: h[11], time, tags: freeze(h[13]), header, cookie,
      get headers() { return headers ??= bare(${ASKED.headers}); },
      get rawHeaders() { return rawHeaders ??= frozenList(parse(ask(${ASKED.rawHeaders}))); },
      get cookies() { return cookies ??= bare(${ASKED.cookies}); },
      get bot() { return bot ??= freeze(parse(ask(${ASKED.bot}))); },
    };
    return written(decide(freeze(request)));
  } catch (thrown) {
    return "${FAILED_SIGN}" + cut(problem(thrown), 0, ${MAX_MESSAGE_CHARS});
  }
};
})`;
