// Access lines on standard output, for those who collect it.

import { write } from "node:fs";
import { promisify } from "node:util";
import type { StdoutSpec } from "../sink-spec.ts";
import type { LineSink } from "./line-sink.ts";

const writeFile = promisify(write);
const STDOUT = 1;

export async function openStdoutSink(_spec: StdoutSpec): Promise<LineSink> {
  return {
    name: "stdout",
    async take(lines, from) {
      try {
        return (await writeFile(STDOUT, lines, from, lines.length - from)).bytesWritten;
      } catch (error) {
        // A pipe whose reader is slow: it only has to be tried again.
        if (error instanceof Error && "code" in error && error.code === "EAGAIN") return 0;
        throw error;
      }
    },
    maintain: async () => undefined,
    reopen: () => undefined,
    close: async () => undefined,
  };
}
