/** Milliseconds that one piece of long work takes at most, before others have their turn. */
const SLICE_MS = 0.5;

const waiting: (() => void)[] = [];

/**
 * The next turn of the event loop. Of all callers that wait only one goes on in each turn: several long works beside
 * each other take no more of a turn than one of them.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(goOn);
  });
}

function goOn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(goOn);
}

/** Says when long work has to let others have their turn. */
export class Pace {
  #start = performance.now();

  /** Whether this turn has been used up: then `await next()`. */
  get isOver(): boolean {
    return performance.now() - this.#start > SLICE_MS;
  }

  /** Gives the turn away, and begins the next one. */
  async next(): Promise<void> {
    await nextTurn();
    this.#start = performance.now();
  }
}
