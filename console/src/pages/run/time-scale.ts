/** In milliseconds since the run began. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A tick of the time axis, or a place where idle time is cut out of it. */
export interface TimeMark {
  /** In percent of the axis. */
  readonly left: number;
  readonly kind: 'tick' | 'cut';
  /** Since the run began; of a cut its length. */
  readonly ms: number;
}

interface TimeScale {
  /** The place of a time, in percent. */
  readonly at: (ms: number) => number;
  readonly marks: readonly TimeMark[];
}

/** A stretch of idle time is cut when it is this many times as long as all that ran, and a second at least. */
const CUT_RATIO = 3;
const SHORTEST_CUT_MS = 1000;

/** What is left of a cut, as a part of all that ran. */
const CUT_REST = 0.08;

/** Ticks, at most, in each piece of the axis. */
const MOST_TICKS = 6;

interface Piece extends Interval {
  readonly isCut: boolean;
  /** Where it begins, and how long it is, in milliseconds that are drawn. */
  readonly drawnFrom: number;
  readonly drawnLength: number;
}

/** An axis over intervals; idle time between them that would leave no room for the rest is cut short. */
export function timeScale(intervals: readonly Interval[]): TimeScale {
  const busy = joined(intervals);
  const pieces = piecesOf(busy);
  const last = pieces.at(-1);
  const length = last === undefined ? 1 : Math.max(1, last.drawnFrom + last.drawnLength);
  const percent = (drawn: number): number => (100 * drawn) / length;
  const at = (ms: number): number => {
    const piece = pieces.findLast(({ from }) => from <= ms) ?? pieces[0];
    if (piece === undefined) return 0;
    const share = piece.to === piece.from ? 0 : (ms - piece.from) / (piece.to - piece.from);
    return percent(piece.drawnFrom + Math.min(1, Math.max(0, share)) * piece.drawnLength);
  };
  const marks = pieces.flatMap((piece): TimeMark[] => {
    if (!piece.isCut) return ticksOf(piece, length).map((ms) => ({ kind: 'tick', ms, left: at(ms) }));
    const left = percent(piece.drawnFrom + piece.drawnLength / 2);
    return [{ kind: 'cut', ms: piece.to - piece.from, left }];
  });
  return { at, marks };
}

function joined(intervals: readonly Interval[]): Interval[] {
  const found: Interval[] = [];
  for (const one of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last === undefined || one.from > last.to) found.push(one);
    else found[found.length - 1] = { from: last.from, to: Math.max(last.to, one.to) };
  }
  return found;
}

function piecesOf(busy: readonly Interval[]): Piece[] {
  const busyMs = busy.reduce((sum, { from, to }) => sum + to - from, 0);
  const shortestCut = Math.max(SHORTEST_CUT_MS, CUT_RATIO * busyMs);
  const pieces: Piece[] = [];
  const add = (from: number, to: number, isCut: boolean): void => {
    const before = pieces.at(-1);
    const drawnFrom = before === undefined ? 0 : before.drawnFrom + before.drawnLength;
    pieces.push({ from, to, isCut, drawnFrom, drawnLength: isCut ? Math.max(1, CUT_REST * busyMs) : to - from });
  };
  let [start, end] = [busy[0]?.from ?? 0, busy[0]?.to ?? 0];
  for (const { from, to } of busy.slice(1)) {
    if (from - end >= shortestCut) {
      add(start, end, false);
      add(end, from, true);
      start = from;
    }
    end = to;
  }
  add(start, end, false);
  return pieces;
}

function ticksOf({ from, to, drawnLength }: Piece, length: number): number[] {
  const most = Math.max(1, Math.floor((MOST_TICKS * drawnLength) / length));
  const step = niceStep((to - from) / most);
  const first = Math.ceil(from / step) * step;
  const count = Math.floor((to - first) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_tick, index) => first + index * step);
}

/** 1, 2 or 5 times a power of ten: the least that is not smaller. */
function niceStep(least: number): number {
  if (least <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((digit) => digit * power >= least) ?? 10) * power;
}
