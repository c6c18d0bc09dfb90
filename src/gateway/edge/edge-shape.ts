// The `shape` of an edge rule: which buckets slow a request's bodies. Of what clients choose themselves the
// bucket comes beside the address's, never in its place.

import type { RequestBody } from "#http/body.ts";
import type { EdgeRuleSpec, EdgeShapeSpec } from "#snapshot/edge-rule-spec.ts";
import type { ShapeMeter } from "../gateway-port.ts";
import { FlowBucket, type FlowPorts } from "../shape/flow-bucket.ts";
import type { Direction, Paid, ShapeTerms, Shaping, UsedBucket } from "../shape/shaping.ts";
import { EdgeKey } from "./edge-key.ts";
import type { EdgeView } from "./edge-view.ts";

/** What a bucket holds at most. */
const MAX_BYTES = 2 ** 31 - 1;

export class EdgeShape {
  readonly #spec: EdgeShapeSpec;
  readonly #terms: ShapeTerms;
  readonly #key: EdgeKey;
  readonly #meter: ShapeMeter;
  readonly #ports: FlowPorts;
  /** Those that requests under way use. */
  readonly #buckets = new Map<string, FlowBucket>();

  constructor(
    site: string,
    { name: rule, isDryRun }: Pick<EdgeRuleSpec, "name" | "isDryRun">,
    spec: EdgeShapeSpec,
    view: EdgeView,
    meter: ShapeMeter,
    ports: FlowPorts,
  ) {
    this.#spec = spec;
    const { downloadBytes, uploadBytes } = spec;
    this.#terms = { rule, isDryRun, downloadBytes, uploadBytes };
    this.#key = new EdgeKey(`edge\n${site}\n${rule}`, spec.by, view);
    this.#meter = meter;
    this.#ports = ports;
  }

  /** A promise where the request must wait for what came of its body already. */
  apply(view: EdgeView, body: RequestBody, shaping: Shaping): Paid {
    shaping.terms.push(this.#terms);
    const { timesPerAddress } = this.#spec;
    const paid = this.#applyTo(this.#key.ofValues(view), 1, body, shaping);
    if (timesPerAddress === 0) return paid;
    const beside = this.#applyTo(this.#key.ofAddress(view), timesPerAddress, body, shaping);
    return paid === undefined ? beside : paid.then(() => beside);
  }

  #applyTo(key: string, times: number, body: RequestBody, shaping: Shaping): Paid {
    const { downloadBytes, uploadBytes } = this.#spec;
    if (downloadBytes > 0) shaping.use(this.#used(key, "download", downloadBytes, times));
    if (uploadBytes === 0) return undefined;
    const used = this.#used(key, "upload", uploadBytes, times);
    shaping.use(used);
    return shaping.shapeUpload(body, used);
  }

  #used(key: string, direction: Direction, bytesPerSecond: number, times: number): UsedBucket {
    const name = `${key}\n${direction}`;
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      const capacityBytes = Math.min(MAX_BYTES, (this.#spec.burstBytes || bytesPerSecond) * times);
      const terms = { key: name, bytesPerSecond: Math.min(MAX_BYTES, bytesPerSecond * times), capacityBytes };
      bucket = new FlowBucket(terms, this.#meter, this.#ports);
      this.#buckets.set(name, bucket);
    }
    bucket.users++;
    return { bucket, direction, isDryRun: this.#terms.isDryRun, release: () => this.#release(name) };
  }

  #release(name: string): void {
    const bucket = this.#buckets.get(name);
    if (bucket !== undefined && --bucket.users === 0) this.#buckets.delete(name);
  }
}
