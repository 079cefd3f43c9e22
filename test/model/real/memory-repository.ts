import { leasedStatuses } from '../../../src/engine/run-status.ts';
import type { KeptRun, KeptRunPatch, NewKeptRun, RunRepository, RunStatus } from '../../../src/engine/port.ts';

/**
 * Kept runs in memory: each change one compare-and-set on status and epoch, as the port says. A lease has run out as soon
 * as expired ones are searched.
 */
export function createMemoryRepository(rows = new Map<string, KeptRun>()): RunRepository {
  const change = (row: KeptRun | undefined, patch: Partial<KeptRun>, isMeant: (row: KeptRun) => boolean): boolean => {
    if (!row || !isMeant(row)) return false;
    rows.set(row.trx, { ...row, ...patch });
    return true;
  };

  const claimed = (
    trx: string,
    from: RunStatus,
    patch: (row: KeptRun) => Partial<KeptRun>,
  ): Promise<KeptRun | 'missing' | 'conflict'> => {
    const row = rows.get(trx);
    if (!row) return Promise.resolve('missing');
    if (row.status !== from) return Promise.resolve('conflict');
    const taken: KeptRun = { ...row, ...patch(row), epoch: row.epoch + 1, leaseUntil: Infinity };
    rows.set(trx, taken);
    return Promise.resolve(taken);
  };

  return {
    insert: (run: NewKeptRun) => {
      if (rows.has(run.trx)) return Promise.reject(new Error(`run ${run.trx} is there already`));
      const leaseUntil = leasedStatuses.includes(run.status) ? Infinity : null;
      rows.set(run.trx, { ...run, id: rows.size + 1, epoch: 1, leaseUntil, createdAt: 0, updatedAt: 0 });
      return Promise.resolve();
    },
    checkpoint: (trx: string, epoch: number, patch: KeptRunPatch) =>
      Promise.resolve(change(rows.get(trx), patch, (row) => row.epoch === epoch)),
    transition: (trx: string, from: readonly RunStatus[], epoch: number, to: RunStatus, patch: KeptRunPatch) =>
      Promise.resolve(
        change(
          rows.get(trx),
          { ...patch, status: to, ...(!leasedStatuses.includes(to) && { leaseUntil: null }) },
          (row) => row.epoch === epoch && from.includes(row.status),
        ),
      ),
    claim: (trx: string, owner: string) =>
      claimed(trx, 'suspended', (row) => ({
        status: 'recovering',
        owner,
        recoverCount: row.recoverCount + 1,
        recoverAt: null,
      })),
    wake: (trx: string, owner: string, from: RunStatus = 'waiting') =>
      claimed(trx, from, () => ({ status: 'running', owner })),
    pause: () => Promise.resolve(false),
    toBePaused: () => Promise.resolve([]),
    claimUndo: async (trx: string, owner: string) => {
      // That of a process that has died has run out.
      if (rows.get(trx)?.leaseUntil === Infinity) return undefined;
      const row = await claimed(trx, 'compensating', () => ({ owner }));
      return typeof row === 'object' ? row : undefined;
    },
    get: (trx: string) => Promise.resolve(rows.get(trx)),
    getById: (id: number) => Promise.resolve([...rows.values()].find((row) => row.id === id)),
    renewLeases: (_owner: string, trxs: readonly string[]) => Promise.resolve(trxs),
    reapExpired: () => {
      const open = [...rows.values()].filter(({ status }) => status === 'running' || status === 'recovering');
      const crashed = { status: 'suspended', cause: 'crash', leaseUntil: null } as const;
      for (const row of open) rows.set(row.trx, { ...row, ...crashed, epoch: row.epoch + 1 });
      // Those that are undone go on by themselves.
      for (const row of rows.values())
        if (row.status === 'compensating') rows.set(row.trx, { ...row, leaseUntil: null });
      return Promise.resolve(open.map(({ trx }) => rows.get(trx)).filter((row) => row !== undefined));
    },
    outboxLogs: () => Promise.resolve([]),
    due: () => Promise.resolve([]),
    dueForUndo: () => Promise.resolve([]),
  };
}
