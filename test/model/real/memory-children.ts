import type { ChildRuns } from '../../../src/engine/child-runs.ts';
import type { KeptRun, NewKeptRun } from '../../../src/engine/port.ts';
import { isEnded } from '../../../src/engine/run-status.ts';
import type { IdempotencyStore } from '../../../src/store/store.ts';
import type { ModelStore } from './memory-store.ts';

/** A row, with what was written with it. */
type Row = KeptRun & Pick<NewKeptRun, 'parent' | 'answer' | 'answerIfPending'>;

/** What runs have called, and the keys of these calls, in memory. */
export function createMemoryChildren(rows: ReadonlyMap<string, Row>): Pick<ModelStore, 'children' | 'idempotency'> & {
  /** The leases of keys have run out. */
  readonly expire: () => void;
} {
  const answerOf = (trx: string): string | undefined => rows.get(trx)?.answer ?? rows.get(trx)?.answerIfPending;
  return { children: childRuns(rows, answerOf), ...createKeys(rows, answerOf) };
}

function childRuns(rows: ReadonlyMap<string, Row>, answerOf: (trx: string) => string | undefined): ChildRuns {
  const childrenOf = (caller: string): Row[] => [...rows.values()].filter(({ parent }) => parent?.trx === caller);
  return {
    of: ({ trx, key }) => Promise.resolve(childrenOf(trx).findLast(({ parent }) => parent?.key === key)),
    open: (caller) => {
      const open = childrenOf(caller).filter(({ status }) => !isEnded(status));
      return Promise.resolve(open.map(({ trx }) => trx));
    },
    answer: (trx) => Promise.resolve(answerOf(trx)),
    succeeded: (caller) => {
      const { status, cause, errMsg } = rows.get(caller) ?? {};
      const child = status === 'suspended' && cause === 'child' ? rows.get(errMsg ?? '') : undefined;
      return Promise.resolve(child?.status === 'success');
    },
  };
}

interface Key {
  readonly trx: string;
  readonly payloadHash: string;
  readonly answer: string | undefined;
}

function createKeys(
  rows: ReadonlyMap<string, Row>,
  answerOf: (trx: string) => string | undefined,
): { readonly idempotency: IdempotencyStore; readonly expire: () => void } {
  const keys = new Map<string, Key>();
  const change = (trx: string, to: (key: Key) => Key | undefined): Promise<void> => {
    for (const [name, key] of keys) {
      const after = key.trx === trx ? to(key) : key;
      if (after) keys.set(name, after);
      else keys.delete(name);
    }
    return Promise.resolve();
  };
  const idempotency: IdempotencyStore = {
    begin: (name, payloadHash, trx) => {
      const held = keys.get(name);
      const answer = held && (held.answer ?? answerOf(held.trx));
      const isFree = !held || (answer === undefined && rows.get(held.trx)?.status === 'failed');
      if (isFree) keys.set(name, { trx, payloadHash, answer: undefined });
      if (isFree) return Promise.resolve({ kind: 'new' });
      if (held.payloadHash !== payloadHash) return Promise.resolve({ kind: 'mismatch' });
      return Promise.resolve(answer === undefined ? { kind: 'running' } : { kind: 'done', trx: held.trx, answer });
    },
    finish: (trx, answer) => change(trx, (key) => ({ ...key, answer: key.answer ?? answer })),
    release: (trx) => change(trx, (key) => ((key.answer ?? answerOf(trx)) === undefined ? undefined : key)),
    drop: (trx) => change(trx, () => undefined),
    prune: () => Promise.resolve(0),
  };
  const expire = (): void => {
    // That of a run that is kept stays with its row.
    for (const [name, { trx, answer }] of keys) if (answer === undefined && !rows.has(trx)) keys.delete(name);
  };
  return { idempotency, expire };
}
