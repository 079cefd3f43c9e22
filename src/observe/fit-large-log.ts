import type { RunLog } from '../engine/run-log.ts';
import type { Json } from '../json.ts';
import { charsUpTo } from '../large/size.ts';
import { jsonBytesLarge } from '../large/stringify.ts';
import { fairShare } from './cut-json.ts';
import { cutLarge } from './cut-large.ts';
import { LARGEST_RUN_LOG, NOTE_BYTES, copyShape, fittingShape } from './fit-run-log.ts';
import type { FittedLog, Shape } from './fit-run-log.ts';
import { maskLarge } from './mask-large.ts';
import type { Redactor } from './redactor.ts';

/** Bytes may be more than characters, and a mask longer than what it hides: then it is cut to so much less. */
const LESS = 0.7;

/** A large log as it is stored: what is too large is cut first, then masked, in slices. */
export async function fitLargeLog(log: RunLog, redactor: Redactor): Promise<FittedLog> {
  const document = log as unknown as Json;
  const whole = copyShape(document);
  const isWhole = roomOf(whole) + sizesOf(whole).reduce((sum, size) => sum + size, 0) <= LARGEST_RUN_LOG;
  const fitting = isWhole ? whole : fittingShape(document);
  const [room, sizes] = [roomOf(fitting), sizesOf(fitting)];
  for (let budget = isWhole ? Infinity : LARGEST_RUN_LOG; ; budget = Math.min(budget, LARGEST_RUN_LOG) * LESS) {
    const share = budget === Infinity ? Infinity : fairShare(sizes, budget - room);
    for (const { value, put } of fitting.slots) put(await cutLarge(value, share, redactor.cutAt));
    const cut = share === Infinity ? fitting.copy : { ...(fitting.copy as object), truncated: true };
    const masked = (await maskLarge(redactor, cut)) as unknown as RunLog;
    const bytes = await jsonBytesLarge(masked);
    if (bytes <= LARGEST_RUN_LOG || budget < NOTE_BYTES) return { log: masked, bytes };
  }
}

function roomOf({ copy, slots }: Shape): number {
  return charsUpTo(copy, LARGEST_RUN_LOG) + slots.length * NOTE_BYTES;
}

function sizesOf({ slots }: Shape): number[] {
  return slots.map(({ value }) => charsUpTo(value, LARGEST_RUN_LOG));
}
