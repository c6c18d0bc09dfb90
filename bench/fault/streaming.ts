// Bodies of a gigabyte up and down, HTTP/1.1 and HTTP/2 on either side: every byte must arrive, and the
// memory of the node must not grow with them.

import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ensurePackages } from "../../test/harness/debian.ts";
import { type CertificateFiles, makeCertificate } from "../load/certificate.ts";
import { type Transfer, transfer } from "../load/curl-transfer.ts";
import { freePorts } from "../load/free-port.ts";
import { type BodySum, largeBody, sumOf } from "../load/large-body.ts";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { type MemoryCourse, memoryDuring } from "../measure/resident-memory.ts";
import { portcullisCommand } from "../peers/portcullis.ts";
import type { FaultSection, FigureRow, SectionReport } from "./section.ts";

export const streaming: FaultSection = { name: "streaming", times: 1, run };

const MIB = 1024 * 1024;
const BYTES = 1024 * MIB;
const WARM_UP_BYTES = 128 * MIB;
const MAX_GROWTH_MIB = 64;
const SETTLE_MS = 500;

type Progress = (text: string) => void;
type Leg = {
  readonly name: string;
  readonly client: "1.1" | "2";
  readonly backend: "http1" | "http2";
  readonly isChunked: boolean;
};
type Direction = "down" | "up";

const LEGS: readonly Leg[] = [
  { name: "HTTP/1.1 → HTTP/1.1", client: "1.1", backend: "http1", isChunked: false },
  { name: "HTTP/1.1 → HTTP/1.1, chunked", client: "1.1", backend: "http1", isChunked: true },
  { name: "HTTP/2 → HTTP/1.1", client: "2", backend: "http1", isChunked: false },
  { name: "HTTP/2 → HTTP/2", client: "2", backend: "http2", isChunked: false },
];

type Course = MemoryCourse & {
  readonly leg: string;
  readonly direction: Direction;
  readonly mibPerSecond: number;
};

type Bed = {
  readonly directory: string;
  readonly certificate: CertificateFiles;
  readonly ports: Readonly<
    Record<"plain" | "tls" | "admin", number> & { backend: Record<Leg["backend"], number> }
  >;
  readonly servers: ServerProcess[];
};

const configuration = ({ directory, certificate, ports }: Bed): string => `version: 1
node: { workers: 2 }
admin: { port: ${ports.admin} }
listeners:
  plain: { address: 127.0.0.1, port: ${ports.plain} }
  tls:
    address: 127.0.0.1
    port: ${ports.tls}
    tls: { certificates: [bench] }
certificates:
  bench: { certificate: ${certificate.certificate}, key: ${certificate.key} }
limits: { body: 64GiB }
accessLog: { sink: ${join(directory, "access.log")} }
pools:
  http1:
    members: [{ url: "http://127.0.0.1:${ports.backend.http1}" }]
  http2:
    protocol: http2
    members: [{ url: "https://127.0.0.1:${ports.backend.http2}" }]
    tls: { ca: [${certificate.certificate}] }
sites:
  all:
    hosts: ["*"]
    routes:
      http1: { path: "/http1/*", target: { pool: http1 } }
      http2: { path: "/http2/*", target: { pool: http2 } }
      ready: { path: /ready, target: { respond: { body: ready } } }
`;

/** Resolves to the node, whose memory is the figure. */
async function startAll(bed: Bed): Promise<ServerProcess> {
  const { directory, certificate, ports, servers } = bed;
  const program = fileURLToPath(new URL("../peers/streaming-backend.ts", import.meta.url));
  const { http1, http2 } = ports.backend;
  const files = [certificate.certificate, certificate.key];
  servers.push(
    await startServer({
      name: "backend",
      command: [process.execPath, program, String(http1), String(http2), ...files],
      directory,
      readyUrl: `http://127.0.0.1:${http1}/`,
      core: undefined,
    }),
  );
  const file = join(directory, "portcullis.yaml");
  writeFileSync(file, configuration(bed));
  const node = await startServer({
    name: "portcullis",
    command: [...portcullisCommand(), "--config", file],
    directory,
    readyUrl: `http://127.0.0.1:${ports.plain}/ready`,
    core: undefined,
  });
  servers.push(node);
  return node;
}

/** A body of so many bytes through the node; throws where it is not whole at the other end. */
async function stream(
  bed: Bed,
  leg: Leg,
  direction: Direction,
  sum: BodySum,
  file: string,
): Promise<Transfer> {
  const { client, backend, isChunked } = leg;
  const origin =
    client === "2" ? `https://127.0.0.1:${bed.ports.tls}` : `http://127.0.0.1:${bed.ports.plain}`;
  const query = direction === "down" ? `?bytes=${sum.bytes}${isChunked ? "&chunked" : ""}` : "";
  const done = await transfer({
    url: `${origin}/${backend}/body${query}`,
    protocol: client,
    authority: bed.certificate.certificate,
    ...(direction === "up" ? { upload: file, isChunked } : {}),
  });
  if (done.status !== 200) throw new Error(`${leg.name}, ${direction}: status ${done.status}: ${done.text}`);
  if (done.protocol !== client) throw new Error(`${leg.name}: curl spoke HTTP/${done.protocol}`);
  // What the backend got, as it tells it.
  const arrived = direction === "down" ? done.received : (JSON.parse(done.text) as BodySum);
  if (arrived.bytes !== sum.bytes || arrived.sha256 !== sum.sha256)
    throw new Error(
      `${leg.name}, ${direction}: ${JSON.stringify(arrived)} arrived of ${JSON.stringify(sum)}`,
    );
  return done;
}

async function writeBody(bed: Bed, bytes: number): Promise<{ sum: BodySum; file: string }> {
  const file = join(bed.directory, `body-${bytes}`);
  await pipeline(Readable.from(largeBody(bytes)), createWriteStream(file));
  return { sum: await sumOf(largeBody(bytes)), file };
}

async function measure(times: number, bed: Bed, progress: Progress): Promise<SectionReport> {
  const node = await startAll(bed);
  const short = await writeBody(bed, WARM_UP_BYTES);
  const long = await writeBody(bed, BYTES);
  const courses: Course[] = [];
  for (const leg of LEGS) {
    for (const direction of ["down", "up"] as const) {
      // Code that is compiled and heaps that find their size are the price of the first bytes, not of many.
      await stream(bed, leg, direction, short.sum, short.file);
      for (let i = 0; i < times; i++) {
        await sleep(SETTLE_MS);
        const { value, ...memory } = await memoryDuring(node.pid, () =>
          stream(bed, leg, direction, long.sum, long.file),
        );
        const course = { leg: leg.name, direction, mibPerSecond: BYTES / MIB / value.seconds, ...memory };
        progress(`${leg.name}, ${direction}: ${courseText(course)}`);
        courses.push(course);
      }
    }
  }
  return reportOf(courses);
}

const mib = (bytes: number): string => (bytes / MIB).toFixed(0);

const growthOf = ({ startBytes, peakBytes }: MemoryCourse): number => peakBytes - startBytes;

const courseText = (course: Course): string =>
  `${course.mibPerSecond.toFixed(0)} MiB/s; ${mib(course.startBytes)}, ${mib(course.peakBytes)}, ` +
  `${mib(course.endBytes)}; ${mib(growthOf(course))}`;

function reportOf(courses: readonly Course[]): SectionReport {
  const growth = Math.max(...courses.map(growthOf));
  const [first, last] = [courses[0], courses.at(-1)];
  const problems = courses
    .filter((course) => growthOf(course) > MAX_GROWTH_MIB * MIB)
    .map((course) => `${course.leg}, ${course.direction}: memory grew by ${mib(growthOf(course))} MiB`);
  const rows: FigureRow[] = courses.map((course) => [
    `${course.leg}, ${course.direction}`,
    courseText(course),
  ]);
  return {
    setting:
      "two workers, bodies of 1 GiB by curl, HTTP/2 over TLS on both sides; " +
      "throughput, then the node's resident MiB at the start, the peak and the end, and its growth",
    promise: `every byte arrives, and memory grows by at most ${MAX_GROWTH_MIB} MiB meanwhile`,
    rows: [
      ...rows,
      ["bodies of 1 GiB that arrived with length and SHA-256 as sent", String(courses.length)],
      [`most growth during one body, MiB (at most ${MAX_GROWTH_MIB})`, mib(growth)],
      [
        "before the first and after the last, MiB",
        `${mib(first?.startBytes ?? 0)}, ${mib(last?.endBytes ?? 0)}`,
      ],
    ],
    problems,
    figures: { bytes: BYTES, courses, growth },
  };
}

async function run(times: number, progress: Progress): Promise<SectionReport> {
  await ensurePackages(["openssl", "curl"]);
  const [plain = 0, tls = 0, admin = 0, http1 = 0, http2 = 0] = await freePorts(5);
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  const bed: Bed = {
    directory,
    certificate: await makeCertificate(directory),
    ports: { plain, tls, admin, backend: { http1, http2 } },
    servers: [],
  };
  try {
    return await measure(times, bed, progress);
  } finally {
    await Promise.all(bed.servers.map((server) => server.stop()));
    rmSync(directory, { recursive: true, force: true });
  }
}
