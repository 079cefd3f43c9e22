import type { ChildCall, Slot } from './call.ts';
import type { Slots } from './slots.ts';

const TURN_MS = 25;
/** CPU time that one call may use without a pause while others wait behind it, or after its end. */
const STALLED_SHARE_MS = 100;
const STALLED_ASK_TURNS = 4;
const TRIM_MS = 5000;

export interface WatchEvents {
  /** `culprit` has kept its isolate busy, perhaps after its end, and the victims wait behind it. Told once for each. */
  stalled(culprit: number, victims: readonly ChildCall[]): void;
  /** The isolate has gone over its memory limit, and is gone. */
  lost(slot: Slot): void;
}

/**
 * Pings every isolate that was entered, and tells of those that do not answer. What counts is not the time but the
 * CPU time that the isolate could have had in it: on a starved machine, or beside a hundred busy ones, an isolate
 * comes late through no fault of its own.
 */
export function watch(slots: Slots, events: WatchEvents): void {
  let last = isolatesCpuMs();
  setInterval(() => {
    const now = isolatesCpuMs();
    const usedMs = now - last;
    last = now;
    const busy = [...slots.all()].filter((slot) => slot.pingShareMs !== undefined && slot.asking === 0);
    const shareMs = usedMs / Math.max(1, busy.length);
    for (const slot of [...slots.all()]) turn(slots, slot, shareMs, events);
  }, TURN_MS);
  setInterval(() => slots.trim(), TRIM_MS);
}

/** CPU time of this process without its main thread. */
function isolatesCpuMs(): number {
  const all = process.cpuUsage();
  const own = process.threadCpuUsage();
  return (all.user + all.system - own.user - own.system) / 1000;
}

function turn(slots: Slots, slot: Slot, shareMs: number, events: WatchEvents): void {
  if (slot.isolate.disposed) return events.lost(slot);
  if (slot.asking > 0) {
    if (++slot.askTurns >= STALLED_ASK_TURNS && slot.shared) stalled(slots, slot, events);
    return;
  }
  slot.askTurns = 0;
  if (slot.pingShareMs === undefined) {
    if (slot.entered) ping(slot);
    return;
  }
  const busyWith = slot.isolate.busyWith();
  if (busyWith !== slot.busyWith) {
    // One call after the other: the answer is late because they are many.
    slot.busyWith = busyWith;
    slot.pingShareMs = 0;
    slot.told = undefined;
    return;
  }
  slot.pingShareMs += shareMs;
  if (slot.pingShareMs >= STALLED_SHARE_MS) stalled(slots, slot, events);
}

function ping(slot: Slot): void {
  slot.entered = false;
  slot.pingShareMs = 0;
  slot.told = undefined;
  const answered = (): void => {
    slot.pingShareMs = undefined;
  };
  slot.isolate.ping().then(answered, answered);
}

function stalled(slots: Slots, slot: Slot, events: WatchEvents): void {
  const culprit = slot.isolate.busyWith();
  // It runs no script: its answer is late only because this thread was busy.
  if (culprit === 0) return;
  const calls = [...slot.calls];
  const state = calls.some((call) => call.id === culprit && call.outcome === undefined) ? 'alive' : 'ended';
  // A call that has an isolate for itself may keep it busy up to its deadline.
  if (slot.told === state || (state === 'alive' && !slot.shared)) return;
  slot.told = state;
  if (slot.shared) slots.retire(slot);
  events.stalled(
    culprit,
    calls.filter((call) => call.id !== culprit),
  );
}
