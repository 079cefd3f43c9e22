import type { RunLog } from '../engine/run-log.ts';
import type { Json } from '../json.ts';
import { charsUpTo } from '../large/size.ts';
import { jsonBytesLarge } from '../large/stringify.ts';
import { fairShare } from './cut-json.ts';
import { cutLarge } from './cut-large.ts';
import { LARGEST_RUN_LOG, NOTE_BYTES, copyShape } from './fit-run-log.ts';
import type { FittedLog, Slot } from './fit-run-log.ts';
import { maskLarge } from './mask-large.ts';
import type { Redactor } from './redactor.ts';

/** Bytes may be more than characters, and a mask longer than what it hides: then it is cut to so much less. */
const LESS = 0.7;

/** A large log as it is stored: what is too large is cut first, then masked, in slices. */
export async function fitLargeLog(log: RunLog, redactor: Redactor): Promise<FittedLog> {
  const slots: Slot[] = [];
  const shape = copyShape(log as unknown as Json, slots) as unknown as RunLog;
  const room = charsUpTo(shape, LARGEST_RUN_LOG) + slots.length * NOTE_BYTES;
  const sizes = slots.map(({ value }) => charsUpTo(value, LARGEST_RUN_LOG));
  const isWhole = room + sizes.reduce((sum, size) => sum + size, 0) <= LARGEST_RUN_LOG;
  for (let budget = isWhole ? Infinity : LARGEST_RUN_LOG; ; budget = Math.min(budget, LARGEST_RUN_LOG) * LESS) {
    const share = budget === Infinity ? Infinity : fairShare(sizes, budget - room);
    for (const { value, put } of slots) put(await cutLarge(value, share, redactor.cutAt));
    const cut = share === Infinity ? shape : { ...shape, truncated: true };
    const masked = (await maskLarge(redactor, cut as unknown as Json)) as unknown as RunLog;
    const bytes = await jsonBytesLarge(masked);
    if (bytes <= LARGEST_RUN_LOG || budget < NOTE_BYTES) return { log: masked, bytes };
  }
}
