// Joins the client's and the backend's side of a connection that has left HTTP, each at the pace of the
// other, until both are closed or both are silent for too long.

import type { Tunnel, TunnelListener } from "#http/tunnel.ts";
import type { Deadline } from "#kernel/deadlines.ts";
import type { GatewayExchange } from "./gateway-exchange.ts";
import { record } from "./stage/record.ts";

/** How long one side may stay open after the other has ended. */
const LINGER_MS = 10_000;

export class Splice implements Deadline {
  deadlineMs: number;
  private readonly x: GatewayExchange;
  private readonly client: Tunnel;
  private readonly backend: Tunnel;
  private readonly idleTimeoutMs: number;
  private isEnding = false;
  private closed = 0;

  constructor(x: GatewayExchange, client: Tunnel, backend: Tunnel) {
    this.x = x;
    this.client = x.shaping?.shapeTunnel(client, "upload") ?? client;
    this.backend = x.shaping?.shapeTunnel(backend, "download") ?? backend;
    this.idleTimeoutMs = x.matched?.webSocket?.idleTimeoutMs ?? 0;
    this.deadlineMs = x.pipeline.ports.deadlines.after(this.idleTimeoutMs);
  }

  start(): void {
    const { x } = this;
    x.pipeline.ports.deadlines.add(this);
    const countUp = (bytes: number): void => {
      x.tunnelRequestBytes += bytes;
      x.shaping?.tunnelled("upload", bytes);
    };
    const countDown = (bytes: number): void => {
      x.tunnelResponseBytes += bytes;
      x.shaping?.tunnelled("download", bytes);
    };
    this.client.open(this.side(this.backend, countUp, () => this.backend.cut()));
    // What the backend sent before it closed is still on its way to the client.
    this.backend.open(this.side(this.client, countDown, () => this.client.end()));
  }

  /** What becomes of what one side sends: it goes to the other. */
  private side(to: Tunnel, count: (bytes: number) => void, whenClosed: () => void): TunnelListener {
    return {
      data: (bytes) => {
        count(bytes.length);
        this.expectMore();
        return to.write(bytes);
      },
      ended: () => {
        this.isEnding = true;
        this.expectMore();
        to.end();
      },
      drained: () => to.resume(),
      closed: () => {
        this.isEnding = true;
        this.expectMore();
        whenClosed();
        this.closed++;
        if (this.closed === 2) this.finish();
      },
    };
  }

  private expectMore(): void {
    const waitMs = this.isEnding ? Math.min(LINGER_MS, this.idleTimeoutMs) : this.idleTimeoutMs;
    this.deadlineMs = this.x.pipeline.ports.deadlines.after(waitMs);
  }

  onDeadline(): void {
    if (this.x.shaping?.holdsTunnel === true) {
      this.expectMore();
      return;
    }
    if (!this.isEnding) {
      this.x.endStage = "respond";
      this.x.reason = "tunnel-idle";
      this.x.pipeline.ports.metrics.refusal("respond", "tunnel-idle");
    }
    this.client.cut();
    this.backend.cut();
    this.finish();
  }

  private finish(): void {
    this.x.pipeline.ports.deadlines.delete(this);
    record(this.x);
  }
}
