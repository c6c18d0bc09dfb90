// The port for token buckets of bytes that all workers share: what shapes a flow asks one before it passes
// bytes on. Other nodes have buckets of their own.

/** About a segment of TCP: less is not worth a write. */
export const SEGMENT_BYTES = 1460;

export type BucketTerms = {
  /** What is counted together. The same key with other rates goes on with what the bucket holds. */
  readonly key: string;
  /** What flows in; at least 1000, so that a millisecond brings a byte. */
  readonly bytesPerSecond: number;
  /** What it holds at most, and at first: less than 2^31. */
  readonly capacityBytes: number;
};

/** A bucket that cannot be kept, for want of room, gives all that is asked of it. */
export interface ByteBucket {
  /** Takes up to so many bytes and says how many it gave: never more than are there. */
  take(bytes: number): number;
  /** What is there now, as a whole number. */
  levelBytes(): number;
  /** Something on this worker waits for it, or does no more: told again while it waits. */
  waits(isWaiting: boolean): void;
  othersWait(): boolean;
  /**
   * Takes this worker's turn, and says how many bytes are its part among the workers that wait; 0 where it
   * had its turn and others did not, or nothing is there.
   */
  takeTurn(): number;
}

export interface ByteBuckets {
  bucket(terms: BucketTerms): ByteBucket;
}

const endless: ByteBucket = {
  take: (bytes) => bytes,
  levelBytes: () => Number.MAX_SAFE_INTEGER,
  waits: () => undefined,
  othersWait: () => false,
  takeTurn: () => Number.MAX_SAFE_INTEGER,
};

/** Of a tool that slows nobody. */
export const endlessBuckets: ByteBuckets = { bucket: () => endless };
