import { start } from '../../src/cli/start.ts';
import { loadConfig } from '../../src/config.ts';
import { setV8Flags } from '../../src/v8-flags.ts';

/*
 * `stepgate start`, with its V8 flags and a lease of FAULT_LEASE_MS: the fixture's `main`, for tests that wait until
 * leases run out.
 */

setV8Flags();
await start(loadConfig(), { watch: false }, { leaseMs: Number(process.env.FAULT_LEASE_MS ?? 15_000) });
