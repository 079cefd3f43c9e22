/** A lock within this process, first come first served. */
export interface Mutex {
  /** Resolves, with the function that unlocks, when it is the caller's turn. */
  lock(): Promise<() => void>;
}

/** Makes an unlocked mutex. */
export function createMutex(): Mutex {
  let last: Promise<void> = Promise.resolve();
  return {
    async lock() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const before = last;
      last = promise;
      await before;
      return resolve;
    },
  };
}
