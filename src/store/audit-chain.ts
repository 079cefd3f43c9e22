import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { AuditTable, Tables } from './schema.ts';

/*
 * Each entry's MAC covers its content, its number and the MAC of the entry before; the head's seal covers the number
 * and MAC of the last one, so that a cut tail shows too. MACs are HMAC-SHA-256 in hex, under a key that only the
 * master key unwraps.
 */

export type AuditHead = Pick<Tables['audit_head'], 'seq' | 'mac' | 'seal'>;

function hmac(key: KeyObject, kind: 'entry' | 'head', parts: readonly (string | number)[]): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([kind, ...parts]))
    .digest('hex');
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function entryMac(key: KeyObject, it: Omit<AuditTable, 'mac'>): string {
  const actor = [it.operator, it.operator_id, it.ip];
  return hmac(key, 'entry', [it.seq, it.at, ...actor, it.action, it.target, it.before_json, it.after_json, it.prev]);
}

/** The head of a chain that ends with the entry `seq`. */
export function signHead(key: KeyObject, seq: number, mac: string): AuditHead {
  return { seq, mac, seal: hmac(key, 'head', [seq, mac]) };
}

/** Adds `entry` behind `head`. */
export function chain(
  key: KeyObject,
  head: AuditHead,
  entry: Omit<AuditTable, 'seq' | 'prev' | 'mac'>,
): { readonly entry: AuditTable; readonly head: AuditHead } {
  const linked = { ...entry, seq: head.seq + 1, prev: head.mac };
  const mac = entryMac(key, linked);
  return { entry: { ...linked, mac }, head: signHead(key, linked.seq, mac) };
}

/** Walks a chain from its first entry to its head. */
export interface ChainCheck {
  /** The entries in order of `seq`. */
  see(entry: AuditTable): void;
  /** Ids of entries that were changed, added, or are missing. */
  end(head: AuditHead | undefined): number[];
}

/** Begins a check with the first entry. */
export function createChainCheck(key: KeyObject): ChainCheck {
  const broken = new Set<number>();
  let seq = 0;
  let mac = '';
  return {
    see(entry) {
      if (entry.seq > seq + 1) broken.add(seq + 1);
      // Behind a gap or a broken entry the link says nothing new; the entry's own MAC still does.
      const linked = entry.seq !== seq + 1 || broken.has(seq) || same(entry.prev, mac);
      if (!linked || !same(entry.mac, entryMac(key, entry))) broken.add(entry.seq);
      seq = entry.seq;
      mac = entry.mac;
    },
    end(head) {
      const isIntact = head && same(head.seal, signHead(key, head.seq, head.mac).seal);
      if (!isIntact || head.seq > seq) broken.add(seq + 1);
      else if (head.seq < seq) broken.add(head.seq + 1);
      else if (!broken.has(seq) && !same(head.mac, mac)) broken.add(seq);
      return [...broken].sort((a, b) => a - b);
    },
  };
}
