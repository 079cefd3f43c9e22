import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { LATE, MEMORY, OUTPUT, PROCESSOR } from './hostile-scripts.ts';
import type { HostileScript } from './hostile-scripts.ts';
import { openSandbox } from './open-sandbox.ts';
import type { Ran } from './open-sandbox.ts';

const TIMEOUT_MS = 150;
const MEMORY_TIMEOUT_MS = 500;
/** Timeout + 0.6 s is what the spec gives; the rest is for a machine that is busy with other tests. */
const SLACK_MS = 5000;

const test = openSandbox({ processes: 1, memoryBytes: 128 * 1024 * 1024 });

const sourcesOf = ({ body, top = '', in: kind }: HostileScript): string[] => [
  ...(kind === 'async' ? [] : [`${top} function handler(ctx, input) { ${body.replaceAll('await ', '')}\n }`]),
  ...(kind === 'plain' ? [] : [`${top} async function handler(ctx, input) { ${body}\n }`]),
];

function assertEnds(script: HostileScript, source: string, ran: Ran): void {
  const end = ran.kind === 'error' ? ran.code : ran.kind;
  assert.ok(script.ends.includes(end), `${source}\nended with ${JSON.stringify(ran).slice(0, 300)}`);
}

/** There is an active process and one in quarantine, with a standby each, so that a script's time is its own. */
async function ready(): Promise<void> {
  while (test.sandbox.status().pids.length < 4) await delay(5);
}

describe('scripts that only fail, all at once', () => {
  for (const script of OUTPUT) {
    it(`${script.name}: ${script.ends.join(' or ')}`, { concurrency: true }, async () => {
      for (const source of sourcesOf(script)) assertEnds(script, source, await test.run(source, { timeoutMs: 60_000 }));
    });
  }
});

for (const [what, scripts] of [
  ['take the processor', PROCESSOR],
  ['take memory', MEMORY],
  ['go on after their end', LATE],
] as const) {
  describe(`scripts that ${what}`, () => {
    for (const script of scripts) {
      it(`${script.name}: ${script.ends.join(' or ')}, in time`, async () => {
        // One kind is enough where the other is stopped in the same way.
        const [source = ''] = sourcesOf(script).toReversed();
        await ready();
        const began = performance.now();
        assertEnds(
          script,
          source,
          await test.run(source, { timeoutMs: scripts === MEMORY ? MEMORY_TIMEOUT_MS : TIMEOUT_MS }),
        );
        assert.ok(performance.now() - began < MEMORY_TIMEOUT_MS + SLACK_MS);
      });
    }
  });
}

describe('after all of them', () => {
  it('the sandbox works as before', async () => {
    assert.deepEqual(
      await test.value('function handler(ctx, input) { return [1, 2].map((x) => x + input) }', { input: 1 }),
      [2, 3],
    );
    assert.equal(test.sandbox.status().ready, true);
  });
});
