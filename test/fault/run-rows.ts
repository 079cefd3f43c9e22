import { direct } from '../store/direct.ts';

/** A row of the table of kept runs, as it stands in the database. */
export interface RunRow {
  readonly trx: string;
  readonly status: string;
  readonly cause: string | null;
  readonly curStep: number;
  readonly epoch: number;
  readonly recoverAt: number | null;
}

/** All kept runs of a database, by trx. */
export async function runRows(url: string): Promise<Map<string, RunRow>> {
  const rows = await direct(
    url,
    "SELECT trx, status, cause, cur_step, epoch, recover_at FROM run WHERE status <> 'key-only'",
  );
  return new Map(
    rows.map((row) => [
      String(row.trx),
      {
        trx: String(row.trx),
        status: String(row.status),
        cause: row.cause as string | null,
        curStep: Number(row.cur_step),
        epoch: Number(row.epoch),
        recoverAt: row.recover_at as number | null,
      },
    ]),
  );
}

/** How many of them have one of these statuses. */
export function countOf(rows: ReadonlyMap<string, RunRow>, ...statuses: string[]): number {
  return [...rows.values()].filter(({ status }) => statuses.includes(status)).length;
}
