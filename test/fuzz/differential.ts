// Sends streams through a gateway in this process and has what it forwards read four times: as the gateway
// decided on it, by a plain reader of the bytes that left, by llhttp, and by nginx. Whatever they do not
// agree on is a way to smuggle.

import { METHODS } from "node:http";
import type { Body, BodySink, BodySource } from "#http/body.ts";
import type { Exchange } from "#http/exchange.ts";
import { pool, route, site, startGateway, type TestGateway, testLimits } from "../harness/gateway.ts";
import { exchangeRaw } from "../harness/raw-client.ts";
import { readRequest, type SeenRequest, valuesOf } from "../harness/request-reader.ts";
import type { Stream } from "./generate-stream.ts";
import { type NginxReader, startNginxReader } from "./nginx-reader.ts";
import {
  type ReadRequest,
  type Recording,
  type RecordingBackend,
  startRecordingBackend,
} from "./recording-backend.ts";

export type Tally = {
  inputs: number;
  /** Requests that left an access line. */
  requests: number;
  /** Of these, the ones that a backend answered. */
  accepted: number;
  refused: number;
  /** Whole requests that nginx read. */
  readByNginx: number;
};

/** What the gateway decided to forward. */
type Belief = { readonly x: Exchange; readonly body: Body; streamed: string; isWhole: boolean };

const WAIT_MS = 6000;
const SENTINEL_ID = "the-end";
const SENTINEL = `GET /the-end HTTP/1.1\r\nHost: end\r\nX-Request-Id: ${SENTINEL_ID}\r\nConnection: close\r\n\r\n`;
const sentinelRead: ReadRequest = {
  id: SENTINEL_ID,
  method: "GET",
  host: "end",
  target: "/the-end",
  body: "",
};

export class Differential {
  readonly tally: Tally = { inputs: 0, requests: 0, accepted: 0, refused: 0, readByNginx: 0 };
  private readonly backend: RecordingBackend;
  private readonly nginx: NginxReader | undefined;
  private readonly gateway: TestGateway;
  private readonly beliefs: Map<string, Belief>;

  private constructor(
    backend: RecordingBackend,
    nginx: NginxReader | undefined,
    gateway: TestGateway,
    beliefs: Map<string, Belief>,
  ) {
    this.backend = backend;
    this.nginx = nginx;
    this.gateway = gateway;
    this.beliefs = beliefs;
  }

  /** @param folder an empty folder for nginx; undefined to do without it */
  static async start(folder: string | undefined): Promise<Differential> {
    const nginx = folder === undefined ? undefined : await startNginxReader(folder);
    const backend = await startRecordingBackend();
    const beliefs = new Map<string, Belief>();
    const gateway = await startGateway(
      {
        pools: [pool("up", [backend.port], { ejectAfterFailures: 1_000_000, responseTimeoutMs: 3000 })],
        sites: [site([route("/*", { kind: "pool", pool: "up" })])],
        limits: { ...testLimits, headTimeoutMs: 1000, bodyTimeoutMs: 1000 },
      },
      {
        screen: [
          (x) => {
            beliefs.set(x.requestId, observe(x));
            return undefined;
          },
        ],
      },
    );
    return new Differential(backend, nginx, gateway, beliefs);
  }

  async stop(): Promise<void> {
    await this.gateway.close();
    await this.backend.close();
    await this.nginx?.stop();
  }

  /** Sends these streams at once, a connection each, and tells what is wrong with what came of it. */
  async run(streams: readonly Stream[]): Promise<string[]> {
    const { records, defects } = this.gateway;
    records.length = 0;
    this.beliefs.clear();
    const replies = await Promise.all(
      streams.map((pieces, i) =>
        exchangeRaw(this.gateway.port, pieces, { halfClose: true, waitMs: WAIT_MS, pauseMs: i % 3 }),
      ),
    );
    await this.settle();
    const problems = replies.flatMap(({ bytes, end }, i) => [
      ...(end === "open" ? [`input ${i} got no end`] : []),
      ...unrecorded(bytes, new Set(records.map((record) => record.requestId))),
    ]);
    for (const id of this.beliefs.keys()) {
      if (!records.some((record) => record.requestId === id))
        problems.push(`request ${id} left no access line`);
    }
    problems.push(...defects.splice(0).map((defect) => `a defect: ${String(defect)}`));
    problems.push(...(await this.compare(this.backend.take())));
    this.count(streams.length);
    return problems;
  }

  private count(inputs: number): void {
    const { tally } = this;
    const { records } = this.gateway;
    const accepted = records.filter((record) => record.reason === "" && record.attempts > 0).length;
    tally.inputs += inputs;
    tally.requests += records.length;
    tally.accepted += accepted;
    tally.refused += records.filter((record) => record.reason !== "").length;
  }

  /** Until every request has its access line. */
  private async settle(): Promise<void> {
    const { records } = this.gateway;
    const isSettled = (): boolean =>
      [...this.beliefs.keys()].every((id) => records.some((record) => record.requestId === id));
    for (let i = 0; i < 300 && !isSettled(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
    // One turn more, in which the backend hears of what was broken off.
    await new Promise((resolve) => setImmediate(resolve));
  }

  private async compare(recordings: readonly Recording[]): Promise<string[]> {
    const problems: string[] = [];
    const plain = recordings.map((recording) => {
      const read = readPlainly(recording.bytes);
      problems.push(...read.problems);
      problems.push(...this.compareBeliefs(read.requests), ...this.compareNode(read, recording));
      return read;
    });
    const { nginx } = this;
    if (nginx === undefined) return problems;
    const read = await nginx.read(plain.map(({ known, goesOn }) => (goesOn ? known + SENTINEL : known)));
    read.forEach((requests, i) => {
      const expected = (plain[i]?.requests ?? []).slice(0, plain[i]?.knownCount);
      if (plain[i]?.goesOn) expected.push(sentinelRead);
      this.tally.readByNginx += requests.length;
      problems.push(...differences("nginx", expected, requests));
    });
    return problems;
  }

  /** What left must be what was decided on, and whole only where it was. */
  private compareBeliefs(requests: readonly ReadRequest[]): string[] {
    return requests.flatMap((request) => {
      const belief = this.beliefs.get(request.id);
      if (belief === undefined) return [`a request left that nobody decided on: ${JSON.stringify(request)}`];
      if (!belief.isWhole && !belief.body.complete)
        return [`request ${request.id} left whole and came in parts`];
      const record = this.gateway.records.find(({ requestId }) => requestId === request.id);
      if (record?.endStage === "read")
        return [`request ${request.id} was refused (${record.reason}) and left`];
      return differences("the gateway", [request], [believed(belief, this.backend.port)]);
    });
  }

  private compareNode({ requests, rest }: PlainReading, { requests: read, flaw }: Recording): string[] {
    if (flaw !== "") {
      // Node knows its methods by name, and RFC 9110 §9.1 admits others.
      const method = requests[read.length]?.method ?? rest.slice(0, rest.indexOf(" "));
      return METHODS.includes(method) ? [`llhttp refuses what left: ${flaw}`] : [];
    }
    const answered = new Set(
      this.gateway.records.filter(({ status }) => status === 200).map(({ requestId }) => requestId),
    );
    const left = requests.filter(({ id }) => answered.has(id));
    const heard = read.filter(({ id }) => answered.has(id));
    const others = read.filter((one) => !requests.some(({ id }) => id === one.id));
    return [
      ...differences("llhttp", left, heard),
      ...others.map((one) => `llhttp reads ${JSON.stringify(one)}`),
    ];
  }
}

/** Keeps the account of a request that goes on from here, its body as it is handed to the backend. */
function observe(x: Exchange): Belief {
  const { body } = x;
  const belief: Belief = { x, body, streamed: "", isWhole: body.complete };
  const { rest } = body;
  if (rest !== undefined) body.rest = teed(rest, belief);
  return belief;
}

function teed(source: BodySource, belief: Belief): BodySource {
  return {
    start: (sink) => {
      belief.streamed = belief.body.prefix;
      source.start(teedSink(sink, belief));
    },
    resume: () => source.resume(),
    cancel: () => source.cancel(),
  };
}

function teedSink(sink: BodySink, belief: Belief): BodySink {
  return {
    data: (chunk) => {
      belief.streamed += chunk;
      return sink.data(chunk);
    },
    end: (trailers) => {
      belief.isWhole = true;
      sink.end(trailers);
    },
    fail: (reason) => sink.fail(reason),
  };
}

function believed({ x, body, streamed }: Belief, port: number): ReadRequest {
  const { requestId: id, method, path, query } = x;
  const host = x.host === "" ? `127.0.0.1:${port}` : x.host;
  return { id, method, host, target: path + query, body: body.complete ? body.prefix : streamed };
}

type PlainReading = {
  readonly requests: ReadRequest[];
  readonly problems: string[];
  /** What follows the last whole request. */
  readonly rest: string;
  /** The bytes up to the first request that nginx does not take. */
  readonly known: string;
  readonly knownCount: number;
  /** After `known` another request may come: it ends with the end of one that does not close. */
  readonly goesOn: boolean;
};

/** nginx takes these methods, where any token is one, and no asterisk for a target. */
function isKnownToNginx({ method, target }: SeenRequest): boolean {
  return /^[A-Z_-]+$/.test(method) && target !== "*";
}

function readPlainly(bytes: string): PlainReading {
  const requests: ReadRequest[] = [];
  const problems: string[] = [];
  let rest = bytes;
  let knownEnd = -1;
  let knownCount = 0;
  let isClosed = false;
  try {
    for (let read = readRequest(rest); read !== undefined; read = readRequest(rest)) {
      if (isClosed) problems.push("a request left on a connection that was said to close");
      if (knownEnd < 0 && !isKnownToNginx(read.request)) {
        knownEnd = bytes.length - rest.length;
        knownCount = requests.length;
      }
      isClosed = valuesOf(read.request.fields, "connection").includes("close");
      requests.push(asRead(read.request));
      rest = read.rest;
    }
  } catch (error) {
    problems.push(`what left is not plain: ${String(error).replaceAll(/\s+/g, " ").slice(0, 300)}`);
    return { requests, problems, rest, known: "", knownCount: 0, goesOn: false };
  }
  const plain = { requests, problems, rest };
  if (knownEnd >= 0) return { ...plain, known: bytes.slice(0, knownEnd), knownCount, goesOn: true };
  return { ...plain, known: bytes, knownCount: requests.length, goesOn: rest === "" && !isClosed };
}

function asRead({ method, target, fields, body }: SeenRequest): ReadRequest {
  const [id = ""] = valuesOf(fields, "x-request-id");
  return { id, method, host: valuesOf(fields, "host").join("|"), target, body };
}

function differences(
  reader: string,
  expected: readonly ReadRequest[],
  actual: readonly ReadRequest[],
): string[] {
  const problems: string[] = [];
  if (expected.length !== actual.length) {
    problems.push(`${reader} has ${actual.length} requests where ${expected.length} left`);
  }
  expected.forEach((one, i) => {
    const other = actual[i];
    if (other === undefined) return;
    for (const part of ["id", "method", "host", "target", "body"] as const) {
      if (one[part] === other[part]) continue;
      problems.push(
        `${reader}: ${part} ${JSON.stringify(other[part])} where ${JSON.stringify(one[part])} left`,
      );
    }
  });
  return problems;
}

/** Answers whose request id stands in no access line. */
function unrecorded(bytes: string, recorded: ReadonlySet<string>): string[] {
  const ids = bytes.match(/(?<=\r\nX-Request-Id: )[^\r\n]+/g) ?? [];
  return ids.filter((id) => !recorded.has(id)).map((id) => `an answer with the id ${id} left no access line`);
}
