import { LRUCache } from 'lru-cache';
import { type Signal, untilAborted } from '../abort.ts';
import type { CachedResult, ComponentResult, ResolvedApi, ResolvedRule, ResolvedScript, ResultCache } from './port.ts';
import { stringify } from '../large/stringify.ts';
import { bytesOfRawBody } from '../raw-body.ts';

/** A successful result, as it is kept. */
export type KeptResult = Extract<ComponentResult, { kind: 'value' }>;

/** Where results are kept. What it cannot give or keep just now is a miss, never an error. */
export interface KeptResults {
  get(key: string): KeptResult | undefined | Promise<KeptResult | undefined>;
  set(key: string, value: KeptResult, ttlMs: number): void | Promise<void>;
}

/** How the call that others wait for ended; undefined: its own run was given up. */
type Flight = Promise<CachedResult | { readonly error: unknown } | undefined>;

/** Results in memory, bounded by the size of their keys and bodies in characters. */
export function keepInMemory(maxChars = 64 * 1024 * 1024): KeptResults {
  const kept = new LRUCache<string, KeptResult>({
    maxSize: maxChars,
    sizeCalculation: ({ result }, key) => key.length + stringify(result.body).length + 1,
  });
  return {
    get: (key) => kept.get(key),
    set: (key, value, ttlMs) => void kept.set(key, value, { ttl: ttlMs }),
  };
}

/** The cache of results: looks into `kept`, and makes one call for all callers that miss together. */
export function createResultCache(kept: KeptResults = keepInMemory()): ResultCache {
  const flights = new Map<string, Flight>();

  return {
    async get(call, ttlMs, load, isSuccess, signal) {
      const key = keyOf(call);
      for (;;) {
        const other = flights.get(key);
        const keep = (value: KeptResult): unknown => isSuccess(value.result) && kept.set(key, value, ttlMs);
        const ended = await (other ? untilAborted(other, signal) : lead(key, load, keep, signal));
        if (ended === undefined) signal.throwIfAborted();
        else if ('error' in ended) throw ended.error;
        // The run that was called belongs to that caller.
        else if (other && (ended.result.kind === 'child' || ended.result.kind === 'waiting')) continue;
        else return other ? { ...ended, hit: true } : ended;
      }
    },
  };

  function lead(
    key: string,
    load: () => Promise<ComponentResult>,
    keep: (value: KeptResult) => unknown,
    signal: Signal,
  ): Flight {
    const flight = keptOrLoaded(key, load, keep)
      .catch((error: unknown) => (signal.aborted ? undefined : { error }))
      .finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  }

  async function keptOrLoaded(
    key: string,
    load: () => Promise<ComponentResult>,
    keep: (value: KeptResult) => unknown,
  ): Promise<CachedResult> {
    const found = await kept.get(key);
    if (found) return { result: found, hit: true };
    const result = await load();
    if (result.kind === 'value') await keep(result);
    return { result, hit: false };
  }
}

/** What makes two calls the same: what goes out, and how the answer is read; not the caller. */
function keyOf(resolved: ResolvedApi | ResolvedRule | ResolvedScript): string {
  if (resolved.type === 'script') return stringify(['script', resolved.script, resolved.version, resolved.input]);
  const { method, url, header, auth, input, call } = resolved;
  const { dataType, contentType, xmlName, responseType, lists, tls, passes } = call;
  const redirects = resolved.type === 'api' ? resolved.call.redirects : 0;
  const form = [dataType, contentType, xmlName, responseType, redirects, lists, tls, ...(passes ? ['passed'] : [])];
  const bytes = bytesOfRawBody(input)?.toString('base64');
  return stringify([resolved.type, url, method, header, auth, input, bytes ?? null, ...form]);
}
