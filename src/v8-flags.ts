import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/**
 * How V8 collects the garbage of a server, which answers no request meanwhile; measured at 100 requests a second.
 * - 100 s after its last full collection it compacts the memory of a process, be it busy or not: 40 to 70 ms. With none to
 *   do, it does not; `--no-memory-reducer` comes too late, and so does this once it has begun: V8 ends the process then.
 * - It lets old objects grow by half before the next full collection: with large answers, one every 3 s of 10 to 25 ms.
 *   Three times what is alive is one in 60 s.
 * - Loading the program grows its young generation to 64 MiB, which an idle gateway keeps: it stays at 2 MiB until the start
 *   is over, and grows with the first load.
 */
const FLAGS = ['--memory-reducer-gc-count=0', '--heap-growing-percent=200', '--semi-space-growth-factor=1'];
/** At most: twice 32 MiB. With half of it a plain request takes 5 % more of the processor; V8 by itself goes to twice 64. */
const YOUNG_BYTES = 64 * 2 ** 20;
/**
 * From the smallest size to the largest at once: what is made old while it grows by and by keeps much that is young alive
 * until the next full collection (5 % of the processor time under load, measured).
 */
const GROWTH_FACTOR_UNDER_LOAD = 32;
const LOOK_MS = 1000;

let mayGrow = false;

/** To be called before anything else is loaded. */
export function setV8Flags(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}

/** To be called when the start is over: from now on the young generation grows with the first load, up to its size. */
export function letYoungGenerationGrow(): void {
  if (mayGrow) return;
  mayGrow = true;
  let factor = 1;
  const look = (): void => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    const next = (young?.space_size ?? 0) < YOUNG_BYTES ? GROWTH_FACTOR_UNDER_LOAD : 1;
    if (next !== factor) setFlagsFromString(`--semi-space-growth-factor=${next}`);
    factor = next;
  };
  look();
  // A full collection makes it small again where there is little to do.
  setInterval(look, LOOK_MS).unref();
}
