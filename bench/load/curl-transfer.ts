// Sends or fetches a large body with curl, a client that is not ours, and says what came of it.

import { once } from "node:events";
import { type BodySum, sumOf } from "./large-body.ts";
import { spawnTracked } from "./server-process.ts";

export type TransferSetting = {
  readonly url: string;
  readonly protocol: "1.1" | "2";
  /** PEM file of the authority to trust. */
  readonly authority: string;
  /** The file to send; fetches where left out. */
  readonly upload?: string;
  /** Sends without telling the length. */
  readonly isChunked?: boolean;
};

export type Transfer = {
  readonly protocol: string;
  readonly status: number;
  readonly seconds: number;
  readonly received: BodySum;
  /** What was received, where it is short enough to be a text. */
  readonly text: string;
};

const TIMEOUT_S = 240;
const MAX_TEXT_BYTES = 4096;

export async function transfer(setting: TransferSetting): Promise<Transfer> {
  const child = spawnTracked(["curl", ...argumentsFor(setting)], "pipe");
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("curl was started without pipes");
  const ended = once(child, "close");
  let told = "";
  stderr.setEncoding("utf8").on("data", (piece: string) => {
    told += piece;
  });
  let text = "";
  const received = await sumOf(
    (async function* () {
      for await (const piece of stdout) {
        if (text.length < MAX_TEXT_BYTES) text += piece.toString("latin1").slice(0, MAX_TEXT_BYTES);
        yield piece;
      }
    })(),
  );
  const [code] = await ended;
  const [, protocol = "", status = "", seconds = ""] = /^(\S+) (\d+) ([\d.]+)$/m.exec(told) ?? [];
  if (code !== 0) throw new Error(`curl ended with ${code} at ${setting.url}: ${told.trim()}`);
  return { protocol, status: Number(status), seconds: Number(seconds), received, text };
}

function argumentsFor({ url, protocol, authority, upload, isChunked = false }: TransferSetting): string[] {
  return [
    ...["--silent", "--show-error", "--max-time", String(TIMEOUT_S), `--http${protocol}`],
    ...["--cacert", authority, "--write-out", "%{stderr}%{http_version} %{http_code} %{time_total}\n"],
    ...(upload === undefined ? [] : ["--request", "POST", "--upload-file", upload, "--header", "Expect:"]),
    ...(isChunked ? ["--header", "Transfer-Encoding: chunked"] : []),
    url,
  ];
}
