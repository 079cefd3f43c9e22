import type { RunLog } from '../engine/run-log.ts';
import { isObject } from '../json.ts';
import type { Json } from '../json.ts';
import { cutJson, fairShare, jsonBytes } from './cut-json.ts';

/** The largest document that is stored. */
export const LARGEST_RUN_LOG = 1024 ** 2;

/** The fields of a run log that hold what clients, upstreams and scripts say; everything else is its shape. */
const VALUES = new Set([
  'request',
  'response',
  'input',
  'output',
  'changes',
  'message',
  'msg',
  'url',
  'desc',
  'answer',
]);

/** What one cut value may be larger than its share. */
export const NOTE_BYTES = 64;

/** A value of a log, and where it goes in a copy. */
export interface Slot {
  readonly value: Json;
  readonly put: (value: Json) => void;
}

/** A log that may be stored, and its size as JSON text. */
export interface FittedLog {
  readonly log: RunLog;
  readonly bytes: number;
}

/** `log` itself where it fits; else a copy of the same shape, its largest values cut and `truncated` set. */
export function fitRunLog(log: RunLog): FittedLog {
  const document = log as unknown as Json;
  const bytes = jsonBytes(document);
  if (bytes <= LARGEST_RUN_LOG) return { log, bytes };
  const slots: Slot[] = [];
  const copy = copyShape({ ...(document as object), truncated: true }, slots);
  const shape = jsonBytes(copy);
  const sizes = slots.map(({ value }) => jsonBytes(value));
  const share = fairShare(sizes, LARGEST_RUN_LOG - shape - slots.length * NOTE_BYTES);
  for (const [at, { value, put }] of slots.entries()) put((sizes[at] ?? 0) <= share ? value : cutJson(value, share));
  return { log: copy as unknown as RunLog, bytes: LARGEST_RUN_LOG };
}

/** A copy with null for each value; `slots` takes the values and where they go. */
export function copyShape(node: Json, slots: Slot[]): Json {
  if (Array.isArray(node)) return node.map((item: Json) => copyShape(item, slots));
  if (!isObject(node)) return node;
  const copy: Record<string, Json> = {};
  for (const [key, value] of Object.entries(node as Readonly<Record<string, Json>>)) {
    if (value === null || !VALUES.has(key)) {
      copy[key] = copyShape(value, slots);
      continue;
    }
    copy[key] = null;
    slots.push({ value, put: (cut) => (copy[key] = cut) });
  }
  return copy;
}
