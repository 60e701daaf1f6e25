/** Lets so many calls run at once, first come, first served: a browser opens six connections to an HTTP/1.1 host, over all of its tabs. */
export class CallGate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(readonly limit: number) {
    this.#free = limit;
  }

  get open(): number {
    return this.limit - this.#free;
  }

  /** Waits for a place, and gives what leaves it; leaving twice is leaving once. */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free--;
    } else {
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        };
        const giveUp = () => {
          this.#waiting.splice(this.#waiting.indexOf(enter), 1);
          reject(signal!.reason);
        };
        this.#waiting.push(enter);
        signal?.addEventListener('abort', giveUp, { once: true });
      });
    }

    let left = false;
    return () => {
      if (left) {
        return;
      }
      left = true;
      const next = this.#waiting.shift();
      if (next) {
        next();
      } else {
        this.#free++;
      }
    };
  }
}
