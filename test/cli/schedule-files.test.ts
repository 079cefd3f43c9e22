import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { stepgate } from './stepgate.ts';

const NIGHTLY = { name: 'nightly', rule: 'POST reports', cron: '0 3 * * *', timezone: 'Europe/Berlin' };

describe('files of schedules', () => {
  let dir: string;
  let gateway: Gateway | undefined;
  before(async () => {
    dir = await temporaryDir();
    await mkdir(path.join(dir, 'schedules'));
  });
  after(async () => {
    await gateway?.stop();
    await rm(dir, { recursive: true });
  });

  const write = (schedule: unknown, name = 'nightly.json'): Promise<void> =>
    writeFile(path.join(dir, 'schedules', name), JSON.stringify(schedule, null, 2));

  async function cronOf(): Promise<string | undefined> {
    const found = await gateway?.api<{ cron: string }>('GET', 'schedule?name=nightly');
    return found?.status === 200 ? found.body.data.cron : undefined;
  }

  async function restarted(): Promise<void> {
    await gateway?.stop();
    gateway = await startGateway({ dir });
  }

  it('are checked, each diagnostic with its place', async () => {
    await write({ ...NIGHTLY, cron: '0 25 * * *', ovrlap: 'skip' });
    const { code, stdout } = await stepgate(dir, ['check']);
    assert.equal(code, 1);
    assert.match(stdout, /^schedules\/nightly\.json:4:\d+ error \/cron has a wrong hour "25"/m);
    assert.match(
      stdout,
      /^schedules\/nightly\.json:6:\d+ error \/ovrlap is not known here \(did you mean "overlap"\?\)/m,
    );
    const named = await stepgate(dir, ['check', 'schedules/nightly.json']);
    assert.equal(named.stdout, stdout);
    await write(NIGHTLY);
    const right = await stepgate(dir, ['check']);
    assert.match(right.stdout, /warning \/rule there is no rule POST reports/);
    assert.match(right.stdout, /^1 file, 0 errors, 1 warning/m);
    assert.equal(right.code, 0);
  });

  it('refuse the start where one is wrong, or two have one name', async () => {
    await write({ ...NIGHTLY, cron: '0 0 31 2 *' });
    const wrong = await stepgate(dir, ['start'], { PORT: '0', DATABASE_URL: 'sqlite:refused.db' });
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /nightly\.json:4:\d+ error \/cron never comes/);
    await write(NIGHTLY);
    await write(NIGHTLY, 'other.json');
    const twice = await stepgate(dir, ['start'], { PORT: '0', DATABASE_URL: 'sqlite:refused.db' });
    assert.match(twice.stderr, /the schedule nightly is already in schedules\/nightly\.json/);
    await rm(path.join(dir, 'schedules', 'other.json'));
  });

  it('are taken when they are new, so that a change over the API holds until then', async () => {
    await restarted();
    assert.equal(await cronOf(), '0 3 * * *');
    await gateway?.api('PUT', 'schedule', { name: 'nightly', cron: '0 4 * * *' });
    await restarted();
    assert.equal(await cronOf(), '0 4 * * *');
    await write({ ...NIGHTLY, cron: '0 5 * * *' });
    await restarted();
    assert.equal(await cronOf(), '0 5 * * *');
    await gateway?.api('DELETE', 'schedule', { name: 'nightly' });
    await restarted();
    assert.equal(await cronOf(), undefined);
    await write({ ...NIGHTLY, cron: '0 6 * * *' });
    await restarted();
    assert.equal(await cronOf(), '0 6 * * *');
  });

  it('are taken as they change, with --watch', async () => {
    await gateway?.stop();
    gateway = await startGateway({ dir, args: ['--watch'] });
    await write({ ...NIGHTLY, cron: '0 7 * * *' });
    await until(async () => (await cronOf()) === '0 7 * * *');
  });
});
