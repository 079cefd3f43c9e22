import { start } from '../../src/cli/start.ts';
import { loadConfig } from '../../src/config.ts';

/*
 * `stepgate start` with a lease of FAULT_LEASE_MS: the fixture's `main`, for tests that wait until leases run out.
 */

await start(loadConfig(), { watch: false }, { leaseMs: Number(process.env.FAULT_LEASE_MS ?? 15_000) });
