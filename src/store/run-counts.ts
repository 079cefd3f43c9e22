import type { RunLog } from '../engine/run-log.ts';
import { bucketOf } from './histogram.ts';

/**
 * What run logs add up to: per key a histogram. A status is a key, and counts its runs in bucket 0; `0/` has the times to
 * the answer, `1/charge` those of the calls of the component `charge` of layer 1.
 *
 * Its text is JSON of buckets, each followed by how often it occurs: `{"success":[0,3],"0/":[12,2,40,1]}`. One such text
 * stands for all logs of a version and an hour: a row for each bucket would be nearly a row for each log.
 */
export type RunCounts = Map<string, number[]>;

/** The text of nothing. */
export const NO_COUNTS = '{}';

/** The counts of one log, as text. */
export function countsOf(log: RunLog): string {
  let text = `{"${log.status}":[0,1]`;
  if (log.resp_time !== null) text += `,"0/":[${bucketOf(log.resp_time)},1]`;
  const keys = new Set<string>();
  for (const { component_logs } of log.step_logs)
    for (const call of component_logs) {
      if (call.is_skip || call.is_cache) continue;
      const key = `${call.step}/${call.name}`;
      // It was called again: there is more than one time of it.
      if (keys.has(key)) return countsOfAll(log);
      keys.add(key);
      text += `,${JSON.stringify(key)}:[${bucketOf(call.run_time)},1]`;
    }
  return `${text}}`;
}

function countsOfAll(log: RunLog): string {
  const counts: RunCounts = new Map();
  addTo(counts, log.status, 0, 1);
  if (log.resp_time !== null) addTo(counts, '0/', bucketOf(log.resp_time), 1);
  for (const call of log.step_logs.flatMap((layer) => layer.component_logs))
    if (!call.is_skip && !call.is_cache) addTo(counts, `${call.step}/${call.name}`, bucketOf(call.run_time), 1);
  return toText(counts);
}

/** Adds what the text says; with the factor -1 it is taken away. */
export function addCounts(counts: RunCounts, text: string, factor: 1 | -1 = 1): void {
  for (const [key, pairs] of Object.entries(JSON.parse(text) as Record<string, number[]>))
    for (let at = 0; at < pairs.length; at += 2) addTo(counts, key, pairs[at] ?? 0, factor * (pairs[at + 1] ?? 0));
}

/** Adds what others add up to. */
export function mergeCounts(counts: RunCounts, others: RunCounts): void {
  for (const [key, histogram] of others)
    histogram.forEach((count, bucket) => {
      addTo(counts, key, bucket, count);
    });
}

/** The text of what two texts add up to. */
export function sumOfTexts(one: string, other: string): string {
  const counts: RunCounts = new Map();
  addCounts(counts, one);
  addCounts(counts, other);
  return toText(counts);
}

/** What `addCounts` reads. */
export function toText(counts: RunCounts): string {
  const members: string[] = [];
  for (const [key, histogram] of counts) {
    const pairs: number[] = [];
    // It passes by the holes of a histogram.
    histogram.forEach((count, bucket) => {
      if (count !== 0) pairs.push(bucket, count);
    });
    if (pairs.length > 0) members.push(`${JSON.stringify(key)}:[${pairs.join(',')}]`);
  }
  return `{${members.join(',')}}`;
}

function addTo(counts: RunCounts, key: string, bucket: number, count: number): void {
  const histogram = counts.get(key) ?? [];
  counts.set(key, histogram);
  histogram[bucket] = (histogram[bucket] ?? 0) + count;
}
