// How many requests a connection may have under way whose client has yet to show that it takes answers: a few
// at first, one more for each that it took. What waits for a slow backend, or flows, is held against nobody
// for long; so calls that last and answers that come in the end do not use it up.

/** So many times as many may be under way once it was backends alone that kept requests waiting. */
const AFTER_PATIENCE = 4;

/** A request, known by itself. */
type Request = object;

export class Probation {
  private allowance: number;
  private readonly patientAllowance: number;
  /** Begun, and the client has taken nothing of the answer; or it has stopped. */
  private readonly unproven = new Set<Request>();
  /** Of these, those whose answer lies there. */
  private readonly untaken = new Set<Request>();

  /** @param firstRequests how many before any answer was taken */
  constructor(firstRequests: number) {
    this.allowance = firstRequests;
    this.patientAllowance = firstRequests * AFTER_PATIENCE;
  }

  /** May one more begin? */
  get admits(): boolean {
    return this.unproven.size < this.allowance;
  }

  begun(request: Request): void {
    this.unproven.add(request);
  }

  /** There is an answer, and the client does not take it. */
  stalled(request: Request): void {
    this.unproven.add(request);
    this.untaken.add(request);
  }

  /** What there is of its answer is on its way, or it has ended. */
  settled(request: Request): void {
    this.unproven.delete(request);
    this.untaken.delete(request);
  }

  /** The client took an answer, or more of one. */
  taken(request: Request): void {
    this.settled(request);
    this.allowance++;
  }

  /**
   * Requests that wait for their backend, or their own body, are no sign of anything: they count no more. And
   * of a client that leaves no answer lying more may be under way.
   */
  forgive(): void {
    if (this.untaken.size === 0) this.allowance = Math.max(this.allowance, this.patientAllowance);
    for (const request of this.unproven) if (!this.untaken.has(request)) this.unproven.delete(request);
  }
}
