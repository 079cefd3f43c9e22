/** Has those who share a name do something one after the other. */
export interface Turns {
  /** Resolves when it is the caller's turn for all of `names`; what it gives ends that turn. */
  take(names: readonly string[]): Promise<() => void>;
}

/** Turns in the order in which they are asked for. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  return {
    async take(names) {
      const before = names.map(async (name) => last.get(name));
      const { promise, resolve } = Promise.withResolvers<void>();
      for (const name of names) last.set(name, promise);
      await Promise.all(before);
      return () => {
        resolve();
        for (const name of names) if (last.get(name) === promise) last.delete(name);
      };
    },
  };
}
