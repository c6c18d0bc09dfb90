// Fetches what a feed and its manifest are now: from files, or over the one client that calls out.

import { readFile, stat } from "node:fs/promises";
import type { FeedPlace, FeedSpec } from "#snapshot/feed-spec.ts";
import type { EgressClient } from "#upstream/egress.ts";

export type FetchedFeed = {
  readonly bytes: Buffer;
  /** Text; empty where the feed has none. */
  readonly manifest: string;
  /** When the list was last changed, as its server or file system says; undefined where that says nothing. */
  readonly changedMs: number | undefined;
};

const MAX_BYTES = 64 * 2 ** 20;
const MAX_MANIFEST_BYTES = 65_536;
const TIMEOUT_MS = 30_000;
const REDIRECTS = 3;

/** Rejects with an error whose message is for the operator. */
export async function fetchFeed(
  spec: FeedSpec,
  client: EgressClient,
  signal: AbortSignal,
): Promise<FetchedFeed> {
  const ask = (place: FeedPlace, maxBytes: number): Promise<Fetched> =>
    place.kind === "file"
      ? readPlace(place.path, maxBytes)
      : callPlace(place.url, maxBytes, spec, client, signal);
  const { bytes, changedMs } = await ask(spec.place, MAX_BYTES);
  if (spec.manifest === undefined) return { bytes, manifest: "", changedMs };
  const manifest = await ask(spec.manifest, MAX_MANIFEST_BYTES);
  return { bytes, manifest: manifest.bytes.toString("utf8"), changedMs };
}

type Fetched = Pick<FetchedFeed, "bytes" | "changedMs">;

async function callPlace(
  url: string,
  maxBytes: number,
  { ca }: FeedSpec,
  client: EgressClient,
  signal: AbortSignal,
): Promise<Fetched> {
  const answer = await client.request({
    method: "GET",
    url,
    headers: { "user-agent": "portcullis", accept: "*/*" },
    timeoutMs: TIMEOUT_MS,
    maxBytes,
    maxRedirects: REDIRECTS,
    isNamed: true,
    signal,
    tls: { ca, certificate: "", key: "" },
  });
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
  const changedMs = Date.parse(answer.headers["last-modified"] ?? "");
  return { bytes: answer.body, changedMs: Number.isNaN(changedMs) ? undefined : changedMs };
}

async function readPlace(path: string, maxBytes: number): Promise<Fetched> {
  const status = await stat(path);
  if (!status.isFile()) throw new Error(`${path} is no regular file`);
  if (status.size > maxBytes) throw new Error(`${path} is larger than ${maxBytes} bytes`);
  return { bytes: await readFile(path), changedMs: status.mtimeMs };
}

/** Differs when a file of the feed was changed; of places on the network nothing is asked. */
export async function lookOfFeed({ place, manifest }: FeedSpec): Promise<string> {
  const paths = [place, manifest].flatMap((one) => (one?.kind === "file" ? [one.path] : []));
  const looks = paths.map(async (path) => {
    try {
      const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
      return `${dev}:${ino}:${size}:${mtimeNs}`;
    } catch (error) {
      return error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    }
  });
  return (await Promise.all(looks)).join(" ");
}
