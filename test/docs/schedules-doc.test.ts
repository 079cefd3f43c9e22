import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { it } from 'node:test';
import { parseCron } from '../../src/schedule/cron.ts';
import { zoneOf } from '../../src/schedule/zone.ts';
import { request, startGateway, temporaryDir } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';

const markdown = await readFile(path.join(import.meta.dirname, '../../docs/schedules.md'), 'utf8');

/** The text of a fenced block. */
function block(kind: string): string {
  const text = new RegExp(`^\`\`\`json ${kind}(?: \\S+)?\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(markdown)?.[1];
  assert.ok(text, kind);
  return text;
}

it('the example of docs/schedules.md runs as it is shown', async () => {
  const dir = await temporaryDir();
  for (const folder of ['rules', 'schedules']) await mkdir(path.join(dir, folder));
  await writeFile(path.join(dir, 'rules/nightly.json'), block('rule'));
  await writeFile(path.join(dir, 'schedules/nightly.json'), block('schedule'));
  const gateway = await startGateway({ dir, env: { STEPGATE_RULES_DIR: 'rules' } });
  try {
    const { status, body } = await gateway.api<{ trx: string }>('POST', 'schedule/run_now', { name: 'nightly' });
    assert.equal(status, 202);
    const result = () => request<Record<string, unknown>>('GET', `${gateway.url}/runs/${body.data.trx}/result`);
    await until(async () => (await result()).status === 200);
    const { at, ...rest } = (await result()).body;
    assert.deepEqual(rest, JSON.parse(block('result')));
    assert.equal(typeof at, 'string');
    const { data } = (await gateway.api<{ next_at: string; starts: unknown[] }>('GET', 'schedule?name=nightly')).body;
    assert.match(data.next_at, /T0[12]:00:00\.000Z$/);
    assert.equal(data.starts.length, 1);
  } finally {
    await gateway.stop();
    await rm(dir, { recursive: true });
  }
});

it('clocks change as docs/schedules.md shows it', () => {
  const berlin = zoneOf('Europe/Berlin');
  assert.ok(berlin);
  const times = (cron: string, from: string, to: string): string => {
    const moments = parseCron(cron, berlin);
    const found: string[] = [];
    for (let at = moments.next(Date.parse(from)); at !== undefined && at < Date.parse(to); at = moments.next(at))
      found.push(new Date(at + berlin.offsetAt(at)).toISOString().slice(11, 16));
    return found.join(' ');
  };
  const lines = [...markdown.matchAll(/^\| `(\S+ \S+ \* \* \*)` \| (.*) \| (.*) \|$/gm)];
  assert.equal(lines.length, 3);
  const shown = (text = ''): string => (text.match(/\d\d:\d\d/g) ?? []).join(' ');
  for (const [, cron = '', march, october] of lines) {
    assert.equal(times(cron, '2026-03-29T00:15Z', '2026-03-29T02:00Z'), shown(march), cron);
    assert.equal(times(cron, '2026-10-24T23:15Z', '2026-10-25T03:00Z'), shown(october), cron);
  }
});
