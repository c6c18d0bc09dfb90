// The program's entry, on every thread: the command line on the main thread, and on the others the role that
// their `workerData` names. The only file that may import everything, and each role loads only its own.

import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { packageVersion } from "#cli/package-version.ts";
import type { ControlWorkerData, GatewayWorkerData } from "#snapshot/worker-link.ts";
import type { StoreThreadData } from "#store/store-message.ts";

if (isMainThread) {
  const { runProgram } = await import("#cli/program.ts");
  await runProgram(process.argv.slice(2), new URL(import.meta.url));
} else if (parentPort !== null) {
  // The supervisor and control start this file with no other data.
  const data = workerData as ControlWorkerData | GatewayWorkerData | StoreThreadData;
  if (data.role === "gateway") {
    const { startGatewayWorker } = await import("#gateway/worker.ts");
    startGatewayWorker(data, parentPort);
  } else if (data.role === "store") {
    const { startStoreThread } = await import("#store/store-thread.ts");
    startStoreThread(data, parentPort);
  } else {
    const { startControlWorker } = await import("#control/control-worker.ts");
    startControlWorker(data, packageVersion(), parentPort);
  }
}
