import type { Gateway } from '../fixture/gateway.ts';
import type { createAccount } from './account.ts';
import type { Ledger } from './ledger.ts';
import type { Sent } from './load.ts';

/** FAULT_LEASE_MS: longer where a process may not be given a turn for so long. */
export const LEASE_MS = Number(process.env.FAULT_LEASE_MS ?? 1000);
export const CLIENTS = 16;
/** The longest time between two kills. */
export const LONGEST_MS = 800;
/** Of a hundred calls. */
const FAILING = 5;

type Account = ReturnType<typeof createAccount>;

/** Some of the calls under load fail. */
export function failSome(ledger: Ledger): void {
  ledger.answerWith(() => (Math.random() * 100 < FAILING ? 500 : 200));
}

/** After the last kill: no run is lost, and no checkpointed layer has run twice. Gives the rows as they were found. */
export async function checkNothingLost(
  account: Account,
  ledger: Ledger,
  gateway: Gateway,
  sent: readonly Sent[],
): Promise<{ readonly rows: Awaited<ReturnType<Account['whenStill']>>; readonly again: number }> {
  ledger.answerWith(() => 200);
  const rows = await account.whenStill(gateway);
  account.checkAnswers(sent, rows);
  account.checkBegun(rows);
  const last = await account.recoverAll(gateway, rows);
  const again = await account.sendAgain(gateway, sent, last);
  return { rows, again };
}
