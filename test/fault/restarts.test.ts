import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createAccount } from './account.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { load } from './load.ts';
import { noMariadb, startMariadb } from './mariadb.ts';
import type { Mariadb } from './mariadb.ts';
import { createPlace } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { rounds } from './rounds.ts';
import { countOf } from './run-rows.ts';

const LEASE_MS = 15_000;
const CLIENTS = 16;
/** Of a hundred calls. */
const FAILING = 5;
const RUNS = rounds(200);
/** In a long run from 5 to 10 s. */
const SHORTEST_MS = RUNS > 2000 ? 5000 : 500;
const LONGEST_AWAY_MS = RUNS > 2000 ? 3000 : 500;

const skip = process.env.TEST_MYSQL_URL ? noMariadb() : 'TEST_MYSQL_URL is not set';

describe(
  'a MariaDB that is stopped and started, again and again, under load',
  skip === undefined ? {} : { skip },
  () => {
    let mariadb: Mariadb;
    let place: Place;
    let ledger: Ledger;
    before(async () => {
      mariadb = await startMariadb();
      place = await createPlace(mariadb.url, () => mariadb.clear());
      ledger = await startLedger();
    });
    after(async () => {
      await place.clear();
      await ledger.close();
    });

    it('loses no run, and every answer is 503, or 202, or right', async (t) => {
      ledger.answerWith(() => (Math.random() * 100 < FAILING ? 500 : 200));
      const gateway = await place.start(LEASE_MS);
      const account = createAccount(place.databaseUrl, ledger, 'database');
      await account.saveRules(gateway);
      // Cut off by its time limit it would call on for ever.
      const isOver = (): boolean => t.signal.aborted || ledger.calls.size >= RUNS;
      const loaded = load(gateway.url, account.rules, CLIENTS, isOver);
      const restarts = await restart(isOver);
      const sent = await loaded;

      ledger.answerWith(() => 200);
      const rows = await account.whenStill(gateway);
      account.checkAnswers(sent, rows);
      account.checkBegun(rows);
      const last = await account.recoverAll(gateway, rows);
      const again = await account.sendAgain(gateway, sent, last);
      await gateway.stop();

      const answered = (status: number): number => sent.filter(({ answer }) => answer?.status === status).length;
      assert.equal(answered(200) + answered(202) + answered(503), sent.length);
      t.diagnostic(
        `${restarts} restarts, ${sent.length} requests (${answered(200)} answered 200, ${answered(202)} 202, ` +
          `${answered(503)} 503), ${ledger.calls.size} runs begun: 0 lost, ${countOf(rows, 'success')} success, ` +
          `${countOf(rows, 'suspended')} suspended and recovered, ${countOf(rows, 'failed')} that could not begin; ` +
          `0 checkpointed layers run twice; ${again} sent again under their key`,
      );
    });

    /** Gives how often. */
    async function restart(isOver: () => boolean): Promise<number> {
      for (let times = 0; ; times++) {
        await delay(SHORTEST_MS * (1 + Math.random()));
        if (isOver() && times > 0) return times;
        await mariadb.stop(Math.random() < 0.5 ? 'SIGTERM' : 'SIGKILL');
        await delay(Math.random() * LONGEST_AWAY_MS);
        await mariadb.start();
      }
    }
  },
);
