// Where access lines go, as plain data: one kind of sink each, and what all of them have.

export type SinkSpec = StdoutSpec | FileSpec | SyslogSpec;

type Common = {
  /** `wait`: lines stay in the rings until the sink takes them. `drop`: they may not fit its spool. */
  readonly whenFull: "wait" | "drop";
  /** Memory for what a sink that drops has not written yet. */
  readonly spoolBytes: number;
};

export type StdoutSpec = Common & { readonly kind: "stdout" };

export type FileSpec = Common & {
  readonly kind: "file";
  readonly path: string;
  /** Undefined where somebody else rotates it. */
  readonly rotate: RotateSpec | undefined;
};

export type RotateSpec = {
  /** Infinity where size does not matter. */
  readonly sizeBytes: number;
  /** Infinity where age does not matter. */
  readonly ageMs: number;
  readonly keep: number;
  readonly compress: boolean;
};

export type SyslogSpec = Common & {
  readonly kind: "syslog";
  readonly host: string;
  readonly port: number;
  /** Undefined for plain TCP. */
  readonly tls: TlsSpec | undefined;
  /** RFC 5424 §6.2.1. */
  readonly facility: number;
  readonly hostName: string;
  readonly timeoutMs: number;
};

/** PEM texts; empty where there is none. */
export type TlsSpec = {
  /** Instead of the authorities that come with the runtime. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
};

/** As logs and metrics name the sink. */
export function sinkName(spec: SinkSpec): string {
  switch (spec.kind) {
    case "stdout":
      return "stdout";
    case "file":
      return `file:${spec.path}`;
    case "syslog":
      return `syslog:${spec.host}:${spec.port}`;
  }
}
