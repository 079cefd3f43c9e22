import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openStore } from '../../src/store/open.ts';
import { checkPrograms } from './check-programs.ts';
import { createMemoryRepository } from './real/memory-repository.ts';

/** How many programs are played: 8,000 unless MODEL_PROGRAMS says so. */
const PROGRAMS = Number(process.env.MODEL_PROGRAMS ?? 8000);
/** Many times what it takes: for a busy machine. */
const TIMEOUT_MS = Math.max(120_000, PROGRAMS * 30);

describe('the engine does what the specification says, as a second interpreter reads it', () => {
  it(`in ${PROGRAMS} programs`, { timeout: TIMEOUT_MS }, async (t) => {
    const { failure, summary } = await checkPrograms(PROGRAMS, createMemoryRepository);
    t.diagnostic(summary);
    assert.ok(failure === undefined, failure);
  });

  it(`in ${PROGRAMS / 100} programs whose runs are kept in a real database`, async (t) => {
    const dir = await mkdtemp(join(tmpdir(), 'stepgate-model-'));
    const store = await openStore({
      url: `sqlite:${join(dir, 'model.db')}`,
      masterKey: Buffer.alloc(32, 'model'),
      log: { warn: () => undefined },
    });
    try {
      await store.migrate();
      const { failure, summary } = await checkPrograms(PROGRAMS / 100, () => store.runs);
      t.diagnostic(summary);
      assert.ok(failure === undefined, failure);
    } finally {
      await store.close();
      await rm(dir, { recursive: true });
    }
  });
});
