import type { Clock } from '../../clock.ts';
import type { PooledIsolate } from './call.ts';

/** Processor time that an isolate may take for a call that has left it: on a busy machine others are not late for that. */
const HUNG_CPU_MS = 50;
/** How often isolates in use are looked at. */
export const LOOK_MS = 25;

/** `ping`: settles when the thread of the isolate has come out of the script. */
export type Idle = 'idle' | 'gone' | { readonly ping: Promise<unknown> };

/** Asks an isolate whether it is idle. Resolves when it has answered, is gone, or works for nobody. */
export function untilIdle({ isolate, calls }: PooledIsolate, clock: Clock): Promise<Idle> {
  return new Promise((resolve) => {
    const ping = isolate.ping();
    let since = isolate.cpuMs();
    const look = (): void => {
      const busyWith = isolate.busyWith();
      // A call may keep its isolate busy as long as it lives; 0: the answer is late only because this thread was busy.
      const isFine = busyWith === 0 || [...calls].some(({ id, outcome }) => id === busyWith && outcome === undefined);
      if (isFine) since = isolate.cpuMs();
      if (isolate.cpuMs() - since >= HUNG_CPU_MS) resolve({ ping });
      else callOff = clock.timer(LOOK_MS, look);
    };
    let callOff = clock.timer(LOOK_MS, look);
    const settled = (end: 'idle' | 'gone') => (): void => {
      callOff();
      resolve(end);
    };
    ping.then(settled('idle'), settled('gone'));
  });
}
