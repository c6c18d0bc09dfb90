// What scripts may not do, tried: to reach the host, to change what other requests see, to take more than
// their time and memory, and to answer what is no answer.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ASKED, headText } from "./prelude.ts";
import { Sandbox, type SandboxCall, type SandboxResult, type Script } from "./sandbox.ts";

const MIB = 2 ** 20;

const head = headText({
  method: "GET",
  path: "/orders/1",
  query: "a=b",
  host: "api.example.com",
  scheme: "https",
  listener: "public",
  site: "api",
  address: "192.0.2.9",
  country: "DE",
  tlsVersion: "TLSv1.3",
  ja4: "t13d",
  id: "r1",
  time: Date.UTC(2026, 11, 1, 2, 3),
  tags: ["seen"],
});

const MEMBERS = [
  Object.fromEntries([
    ["user-agent", "curl"],
    ["x-a", "1, 2"],
    ["__proto__", "polluted"],
  ]),
  [
    ["User-Agent", "curl"],
    ["X-A", "1"],
    ["x-a", "2"],
  ],
  { sid: "abc" },
  { class: "none", name: "" },
].map((member) => JSON.stringify(member));

const NAMED: Readonly<Record<string, string>> = { "X-A": "1, 2" };

type Asked = { readonly call: SandboxCall; readonly members: number[] };

function newCall(): Asked {
  const members: number[] = [];
  const ask = (member: number, name: string): string | undefined => {
    members.push(member);
    return member >= ASKED.header ? NAMED[name] : MEMBERS[member];
  };
  return { call: { head, ask }, members };
}

async function open(source: string, change: Partial<Script> = {}): Promise<Sandbox> {
  const script = { source, file: "guard.js", timeoutMs: 5, memoryBytes: 4 * MIB, ...change };
  const sandbox = await Sandbox.open(script);
  assert.ok(sandbox instanceof Sandbox, JSON.stringify(sandbox));
  return sandbox;
}

async function answerOf(body: string, change: Partial<Script> = {}): Promise<SandboxResult> {
  const sandbox = await open(`function decide(request) { ${body} }`, change);
  return sandbox.run(newCall().call);
}

/** What an expression is worth inside, as text. */
async function insideOf(expression: string): Promise<string> {
  const result = await answerOf(`return { tag: String(${expression}) }`, { timeoutMs: 50 });
  assert.ok(typeof result === "string", JSON.stringify(result));
  return JSON.parse(result).tag;
}

async function failureOf(body: string, change: Partial<Script> = {}) {
  const result = await answerOf(body, change);
  assert.ok(typeof result === "object", "it did not fail");
  return result;
}

describe("a function", () => {
  it("sees the request", async () => {
    assert.equal(
      await insideOf("[request.method, request.path, request.query, request.host]"),
      "GET,/orders/1,a=b,api.example.com",
    );
    assert.equal(
      await insideOf("[request.scheme, request.listener, request.site, request.address]"),
      "https,public,api,192.0.2.9",
    );
    assert.equal(
      await insideOf("[request.country, request.tlsVersion, request.ja4, request.id, request.tags[0]]"),
      "DE,TLSv1.3,t13d,r1,seen",
    );
    assert.equal(
      await insideOf("[request.headers['x-a'], request.cookies.sid, request.bot.class]"),
      "1, 2,abc,none",
    );
    assert.equal(await insideOf("[request.header('X-A'), typeof request.cookie('none')]"), "1, 2,undefined");
    assert.equal(
      await insideOf("request.rawHeaders.map(([name, value]) => name + '=' + value)"),
      "User-Agent=curl,X-A=1,x-a=2",
    );
  });

  it("fetches only what it asks for, once for each request", async () => {
    const sandbox = await open(
      "function decide(request) { request.headers; request.headers; request.cookies }",
    );
    const { call, members } = newCall();
    sandbox.run(call);
    assert.deepEqual(members, [0, 2]);
    sandbox.run(call);
    assert.deepEqual(members, [0, 2, 0, 2]);
  });

  it("has one time, the request's, by whatever name", async () => {
    const time = String(Date.UTC(2026, 11, 1, 2, 3));
    assert.equal(await insideOf("request.time"), time);
    assert.equal(await insideOf("Date.now()"), time);
    assert.equal(await insideOf("new Date().getTime()"), time);
    assert.equal(await insideOf("new (new Date().constructor)().getTime()"), time);
    assert.equal(await insideOf("new Date(0).toISOString()"), "1970-01-01T00:00:00.000Z");
    assert.equal(await insideOf("typeof performance"), "undefined");
  });

  it("can make a text of the bytes that it sees", async () => {
    assert.equal(await insideOf("decodeURIComponent(escape('/\\xc3\\xbc'))"), "/\u00fc");
  });

  it("keeps what its own top level holds, for as long as the sandbox lives", async () => {
    const sandbox = await open("let seen = 0; function decide() { return { tag: 'n' + ++seen } }");
    const { call } = newCall();
    assert.deepEqual([sandbox.run(call), sandbox.run(call)], ['{"tag":"n1"}', '{"tag":"n2"}']);
  });
});

describe("a sandbox", () => {
  it("has nothing of the host", async () => {
    const names = ["process", "require", "module", "setTimeout", "setInterval", "queueMicrotask", "fetch"];
    names.push("SharedArrayBuffer", "Atomics", "WebAssembly", "print", "std", "os", "scriptArgs", "Buffer");
    const found = names.map((name) => `typeof ${name}`).join(",");
    assert.equal(await insideOf(`[${found}].filter((type) => type !== "undefined").length`), "0");
  });

  it("makes no code from text", async () => {
    assert.equal(await insideOf("[typeof eval, typeof Function]"), "undefined,undefined");
    assert.equal(await insideOf("(() => 1).constructor === Object"), "true");
    for (const make of ["async () => 1", "function* () {}", "async function* () {}"]) {
      assert.equal(await insideOf(`(${make}).constructor === Object`), "true");
    }
    const { message } = await failureOf("return decide.constructor.constructor('return globalThis')().x.y");
    assert.match(message, /^TypeError: /);
    assert.equal((await failureOf("return import('fs')")).kind, "bad-result");
  });

  it("lets no call change what the next one sees of the language", async () => {
    const attempts = [
      ...["Object.prototype.role = 'admin'", "Array.prototype.map = null", "JSON.parse = null"],
      ...["String.prototype.startsWith = () => true", "Object.prototype.__proto__ = {}", "Date.now = null"],
      ...["globalThis.JSON = null", "delete globalThis.Object", "[].__proto__.push = null"],
      ...["Object.getPrototypeOf([].values()).next = null", "Object.getPrototypeOf(function* () {}).x = 1"],
      ...["Object.defineProperty(Object.prototype, 'x', { value: 1 })", "Math.random = () => 0"],
      "Object.getPrototypeOf(Object.getPrototypeOf(''.matchAll(/a/g))).x = 1",
    ];
    const tries = attempts.map((attempt) => `try { ${attempt} } catch {}`).join("\n");
    const sandbox = await open(`let first = true;
      const state = () => [({}).role, typeof [].map, typeof JSON.parse, "a".startsWith("b"), Date.now() > 0,
        ({}).x, typeof [].push, typeof [].values().next, typeof Object, (function* () {}).x].join();
      let before;
      function decide() {
        if (first) { first = false; before = state(); ${tries} return }
        return before === state() ? { allow: true } : { deny: true };
      }`);
    const { call } = newCall();
    assert.equal(sandbox.run(call), undefined);
    assert.equal(sandbox.run(call), '{"allow":true}');
  });

  it("has nothing in its language that is not frozen", async () => {
    const iterators = [
      ...[
        "[].values()",
        "new Map().keys()",
        "new Set().values()",
        "''[Symbol.iterator]()",
        "''.matchAll(/a/g)",
      ],
      ...["[].values().map(String)", "[].values().drop(1)", "Iterator.from({ next() {} })"],
      ...["(function* () {})()", "(async function* () {})()"],
      "(Iterator.concat ? Iterator.concat() : [].values())",
    ];
    for (const iterator of iterators) {
      const chain = `(() => { const open = []; let at = ${iterator};
        while ((at = Object.getPrototypeOf(at)) !== null)
          if (!Object.isFrozen(at)) open.push(Reflect.ownKeys(at).length);
        return open.length })()`;
      // The first of a generator is its function's own.
      assert.equal(await insideOf(chain), iterator.includes("function*") ? "1" : "0", iterator);
    }
    const names = `Reflect.ownKeys(globalThis).filter((name) => name !== "globalThis" && name !== "decide")
      .filter((name) => !Object.isFrozen(globalThis[name])).join()`;
    assert.equal(await insideOf(names), "");
  });

  it("lets objects and errors of the script's own have what the language has, too", async () => {
    const error = "class Lost extends Error { constructor() { super('m'); this.name = 'Lost' } } new Lost()";
    assert.equal(await insideOf(`(() => { ${error.replace("new", "return new")} })()`), "Lost: m");
    const object = "'use strict'; const o = {}; o.toString = () => 'own'; o.constructor = 1; return o";
    assert.equal(await insideOf(`(() => { ${object} })()`), "own");
    assert.match(
      (await failureOf("Error.prototype.name = 'x'")).message,
      /^TypeError: the language does not/,
    );
    assert.match((await failureOf("null.x")).message, /^TypeError: /);
  });

  it("gives each call a request of its own, which it cannot change", async () => {
    const writes = ["request.path = 1", "request.tags.push(1)", "request.headers.x = 1", "request.own = 1"];
    writes.push("request.rawHeaders[0][1] = 1", "request.cookies.sid = 1", "request.bot.class = 1");
    for (const write of writes) {
      const { message } = await failureOf(`"use strict"; ${write}`, { timeoutMs: 50 });
      assert.match(message, /^TypeError: /, write);
    }
    assert.equal(await insideOf("[request.headers.constructor, request.cookies.toString]"), ",");
    const own = "[request.headers.__proto__, Object.getPrototypeOf(request.headers), ({}).polluted]";
    assert.equal(await insideOf(own), "polluted,,");
  });
});

describe("what a function may take", () => {
  it("is its time, also where it catches everything and where a getter of its result goes on", async () => {
    const endless = [
      ...["for (;;);", "for (;;) try { for (;;); } catch {}", "while (true) [].push(1)"],
      ...["return { get tag() { for (;;); } }", "return { toJSON() { for (;;); } }"],
      ...["throw { get stack() { for (;;); } }", "return new Proxy({}, { get() { for (;;); } })"],
      ...["return (function* () { for (;;); })().next()", "return /(a+)+$/.test('a'.repeat(40) + 'b')"],
      ...["try { for (;;); } finally { return { allow: true } }", "for (;;) request.headers"],
    ];
    for (const body of endless) {
      const { kind, message } = await failureOf(body);
      assert.deepEqual([kind, message], ["timeout", "took more than 5 ms"], body);
    }
  });

  it("is its time inside the engine's own loops, which nobody interrupts", async () => {
    const long = [
      "const list = []; list.length = 4e9; return list.indexOf(5)",
      "Array.prototype.every.call({ length: 2 ** 53 - 1 }, () => true)",
      "[].reverse.call({ length: 2 ** 53 - 1 })",
      "const list = []; list.length = 4e9; new Set(list)",
      "return 'a'.repeat(1e6).indexOf('a'.repeat(5000) + 'b')",
      "return String(10n ** 100000n).length",
      "let x = 2n; for (;;) x *= x",
      "for (;;) request.header('x-a')",
      "const bytes = new Uint8Array(1e6); for (;;) bytes.fill(1)",
      "const bytes = new Uint8Array(1e6); for (;;) bytes.copyWithin(1, 0)",
    ];
    for (const body of long) {
      const startedMs = performance.now();
      const { kind } = await failureOf(body);
      assert.equal(kind, "timeout", body);
      // Without an end they take seconds to minutes; a busy machine has its time, too.
      assert.ok(performance.now() - startedMs < 1000, body);
    }
  });

  it("has what the host does for it counted as work", async () => {
    const sandbox = await open(
      "function decide(request) { for (let i = 0; i < 20; i++) request.cookie('x'); return { tag: 'a' } }",
    );
    const slowly: SandboxCall["ask"] = () => {
      const untilMs = performance.now() + 1;
      while (performance.now() < untilMs);
      return undefined;
    };
    assert.equal(sandbox.run(newCall().call), '{"tag":"a"}');
    const body = "for (let i = 0; i < 1e6; i++) request.cookie('x')";
    const { call, members } = newCall();
    const endless = await open(`function decide(request) { ${body} }`);
    assert.deepEqual(endless.run(call), { kind: "timeout", message: "took more than 5 ms" });
    assert.ok(members.length <= 5000, `${members.length} asks`);
    const slow = await open(`function decide(request) { ${body} }`);
    const startedMs = performance.now();
    assert.deepEqual(slow.run({ head, ask: slowly }), { kind: "timeout", message: "took more than 5 ms" });
    assert.ok(performance.now() - startedMs < 1000);
  });

  it("is its memory", async () => {
    const greedy = [
      ...["return 'a'.repeat(2 ** 29)", "return new Uint8Array(2 ** 30)"],
      ...["let list = [[]]; for (;;) list = [...list, ...list]", "return new Array(1e6).fill(0)"],
    ];
    for (const body of greedy) assert.equal((await failureOf(body, { timeoutMs: 50 })).kind, "memory", body);
  });

  it("is its memory, also for what the host brings into it", async () => {
    const large = "x".repeat(MIB / 4);
    const message = "needs more than 1048576 bytes of memory";
    const source = "function decide(r) { try { r.header('a') } catch {} return { allow: true } }";
    const asking = await open(source, { memoryBytes: MIB });
    assert.equal(asking.run({ head, ask: () => "a" }), '{"allow":true}');
    assert.deepEqual(asking.run({ head, ask: () => large }), { kind: "memory", message });
    const told = await open(source, { memoryBytes: MIB });
    assert.deepEqual(told.run({ head: JSON.stringify([large]), ask: () => "a" }), {
      kind: "memory",
      message,
    });
    const script = { source: `${source} // ${large}${large}${large}${large}`, file: "guard.js" };
    const flaw = await Sandbox.open({ ...script, timeoutMs: 5, memoryBytes: MIB });
    assert.ok(!(flaw instanceof Sandbox));
    assert.equal(flaw.message, "it is too large for 1048576 bytes of memory");
  });

  it("is its stack", async () => {
    const { kind, message } = await failureOf("return decide(request)", { timeoutMs: 50 });
    assert.deepEqual([kind, message.slice(0, 30)], ["error", "InternalError: stack overflow "]);
    const deep = "return JSON.parse('['.repeat(1e5) + ']'.repeat(1e5))";
    assert.match((await failureOf(deep, { timeoutMs: 50 })).message, /stack overflow/);
  });

  it("leaves its sandbox spent where it was cut off, and not where it only threw", async () => {
    const { call } = newCall();
    const cut = await open("function decide() { for (;;); }");
    cut.run(call);
    assert.equal(cut.isSpent, true);
    const thrown = await open("function decide() { throw new Error('no') }");
    thrown.run(call);
    assert.equal(thrown.isSpent, false);
  });
});

describe("a function that fails", () => {
  it("says what it threw, and where", async () => {
    const source = "function decide() {\n  throw new RangeError('too\\r\\nfar');\n}";
    const sandbox = await open(source);
    const message = "RangeError: too far at guard.js:2:23";
    assert.deepEqual(sandbox.run(newCall().call), { kind: "error", message });
  });

  it("says no more than fits on a line, whatever it threw", async () => {
    assert.ok((await failureOf("throw new Error('x'.repeat(5000))")).message.length <= 200);
    assert.equal((await failureOf("throw 0")).message, "threw 0");
    assert.match((await failureOf("throw null")).message, /^threw null, as the engine does/);
    assert.equal((await failureOf("throw { toString() { throw 1 } }")).kind, "error");
    assert.equal((await failureOf("throw { get message() { throw 1 } }")).message, "threw what has no text");
    assert.equal((await failureOf("throw Object.create(null)")).kind, "error");
    assert.equal((await failureOf("throw Symbol('s')")).message, "threw Symbol(s)");
  });

  it("fails where it cannot have what it asks for, and stays what it is", async () => {
    const sandbox = await open("let n = 0; function decide({ cookies }) { return { tag: 'n' + ++n } }");
    const { call } = newCall();
    assert.equal(sandbox.run(call), '{"tag":"n1"}');
    const message = "RangeError: too many of them";
    assert.deepEqual(sandbox.run({ head, ask: () => "!too many of them" }), { kind: "error", message });
    assert.equal(sandbox.run(call), '{"tag":"n2"}');
  });

  it("fails where it promises", async () => {
    assert.match((await failureOf("return (async () => ({ allow: true }))()")).message, /promise/);
    assert.match((await failureOf("Promise.resolve().then(() => 1)")).message, /promises are never settled/);
  });

  it("fails where it gives what is no plain object", async () => {
    const results = ["1", "'deny'", "true", "Symbol()", "() => 1", "[]", "new Map()", "(function* () {})()"];
    results.push("new (class A { deny = true })()", "{ toJSON() {} }", "{ toJSON: () => 'x' }", "1n");
    for (const result of results)
      assert.equal((await failureOf(`return (${result})`)).kind, "bad-result", result);
    assert.match((await failureOf("const a = {}; a.deny = a; return a")).message, /circular/);
    assert.match((await failureOf("return { respond: { body: 'x'.repeat(70000) } }")).message, /characters/);
  });
});

describe("a script", () => {
  const flawOf = async (source: string) => {
    const script = { source, file: "guard.js", timeoutMs: 5, memoryBytes: 4 * MIB };
    const flaw = await Sandbox.open(script);
    assert.ok(!(flaw instanceof Sandbox), source);
    return flaw;
  };

  it("is refused with the place of its mistake", async () => {
    const { message, line, column } = await flawOf("function decide() {\n  return (;\n}");
    assert.match(message, /^SyntaxError: /);
    assert.deepEqual([line, column], [2, 11]);
    const unknown = { message: "ReferenceError: 'nope' is not defined", line: 3, column: 1 };
    assert.deepEqual(await flawOf("\n\nnope()"), unknown);
  });

  it("is read to its end, whatever characters it has", async () => {
    assert.match((await flawOf("function decide() {}\0 nope(")).message, /Error/);
    const sandbox = await open("function decide() { return { deny: true, detail: 'ü\u{1f600}' } }");
    assert.equal(sandbox.run(newCall().call), '{"deny":true,"detail":"ü\u{1f600}"}');
  });

  it("is refused where it defines no decide, promises, or does not end", async () => {
    assert.match((await flawOf("let x = 1")).message, /defines no `function decide/);
    assert.match((await flawOf("const decide = 1")).message, /defines no `function decide/);
    assert.match((await flawOf("Promise.resolve().then(() => 1); function decide() {}")).message, /promises/);
    assert.match((await flawOf("for (;;);")).message, /more than 250 ms/);
    assert.match((await flawOf("import fs from 'fs'")).message, /SyntaxError/);
    assert.match((await flawOf("export function decide() {}")).message, /SyntaxError/);
    assert.match((await flawOf("throw 1")).message, /top level throws/);
    assert.match(
      (await flawOf("const a = '('; throw { get message() { throw 1 } }")).message,
      /top level throws/,
    );
    assert.match((await flawOf(`${"(".repeat(100_000)}`)).message, /loaded|stack|SyntaxError/);
    assert.match((await flawOf("'x'.repeat(2 ** 29)")).message, /memory/);
  });
});
