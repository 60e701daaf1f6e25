/** Limits the number of concurrent calls, in first-in, first-out order: a browser opens six connections to an HTTP/1.1 host, over all of its tabs. */
export class CallLimiter {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(readonly limit: number) {
    this.#free = limit;
  }

  /** Calls that run now. */
  get active(): number {
    return this.limit - this.#free;
  }

  /** Waits for a free slot. Returns the function that releases it, which may be called more than once. */
  async acquire(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free--;
    } else {
      await new Promise<void>((resolve, reject) => {
        const start = () => {
          signal?.removeEventListener('abort', cancel);
          resolve();
        };
        const cancel = () => {
          this.#waiting.splice(this.#waiting.indexOf(start), 1);
          reject(signal!.reason);
        };
        this.#waiting.push(start);
        signal?.addEventListener('abort', cancel, { once: true });
      });
    }

    let released = false;
    return () => {
      if (released) {
        return;
      }
      released = true;
      const next = this.#waiting.shift();
      if (next) {
        next();
      } else {
        this.#free++;
      }
    };
  }
}
