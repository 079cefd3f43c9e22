import type { ComponentLog, RunLog } from '../engine/run-log.ts';
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

type Node = Readonly<Record<string, Json>>;

/** A log without its values. */
export interface Shape {
  readonly copy: Json;
  readonly slots: readonly Slot[];
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
  const { copy, slots } = fittingShape({ ...(document as object), truncated: true });
  const shape = jsonBytes(copy);
  const sizes = slots.map(({ value }) => jsonBytes(value));
  const share = fairShare(sizes, LARGEST_RUN_LOG - shape - slots.length * NOTE_BYTES);
  for (const [at, { value, put }] of slots.entries()) put((sizes[at] ?? 0) <= share ? value : cutJson(value, share));
  return { log: copy as unknown as RunLog, bytes: LARGEST_RUN_LOG };
}

/** The copy of a log that is too large: where its shape takes most of the room, entries of its long lists go. */
export function fittingShape(log: Json): Shape {
  let shape = copyShape(log);
  for (const most of [256, 64, 16, 4, 1]) {
    if (jsonBytes(shape.copy) <= LARGEST_RUN_LOG / 2) break;
    shape = copyShape(log, most);
  }
  return shape;
}

/** A copy with null for each value, and where the values go; of its long lists at most `most` entries. */
export function copyShape(log: Json, most = Infinity): Shape {
  const slots: Slot[] = [];
  return { copy: copyNode(log, slots, most), slots };
}

function copyNode(node: Json, slots: Slot[], most: number): Json {
  if (Array.isArray(node)) return node.map((item: Json) => copyNode(item, slots, most));
  if (!isObject(node)) return node;
  const copy: Record<string, Json> = {};
  for (const [key, value] of Object.entries(cutLists(node, most))) {
    if (value === null || !VALUES.has(key)) {
      copy[key] = copyNode(value, slots, most);
      continue;
    }
    copy[key] = null;
    slots.push({ value, put: (cut) => (copy[key] = cut) });
  }
  return copy;
}

/** The first elements of a loop, and the first that failed; of what was done again and again, the last times. */
function cutLists(node: Node, most: number): Node {
  const { items, items_dropped = 0, attempts, request_logs } = node as Partial<ComponentLog>;
  const shown = isOver(items, most) ? firstOf(items, most) : undefined;
  return {
    ...node,
    ...(items && shown && { items: shown, items_dropped: items_dropped + items.length - shown.length }),
    ...(isOver(attempts, most) && { attempts: attempts.slice(-most) }),
    ...(isOver(request_logs, most) && { request_logs: request_logs.slice(-most) }),
  } as Node;
}

function firstOf(items: readonly ComponentLog[], most: number): readonly ComponentLog[] {
  const failed = items.slice(most).filter(({ error }) => error !== null);
  return [...items.slice(0, most), ...failed.slice(0, most)];
}

function isOver<T>(list: readonly T[] | undefined, most: number): list is readonly T[] {
  return list !== undefined && list.length > most;
}
