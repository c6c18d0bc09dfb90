// The folder of a node that a test starts: two workers, one listener that believes what this machine says of
// its clients, and what the test adds.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cleanup, freePorts, testFolder } from "./program.ts";

export type NodeFolder = {
  readonly folder: string;
  /** The configuration. */
  readonly file: string;
  readonly port: number;
  readonly adminPort: number;
  /** Writes the configuration anew, with other parts of the test's own. */
  readonly write: (more: string) => void;
};

/** @param more YAML of the whole configuration's keys, such as `sites` */
export async function newNodeFolder(t: Cleanup, more: string): Promise<NodeFolder> {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "portcullis.yaml");
  const write = (own: string): void =>
    writeFileSync(
      file,
      `version: 1
node: { name: n1, workers: 2, drainTimeout: 1s }
admin: { port: ${adminPort} }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
trustedHops: [127.0.0.1]
accessLog: { sink: access.log }
${own}
`,
    );
  write(more);
  return { folder, file, port, adminPort, write };
}

/** A site that answers one path with a text. */
export const helloSite = (body = "hello"): string =>
  `sites: { default: { hosts: ["*"], routes: { hello: { path: /hello, target: { respond: { body: ${body} } } } } } }`;
