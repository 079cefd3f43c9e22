import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { Command } from './launcher.ts';
import type { ChildOptions } from './message.ts';
import type { Role } from './process-events.ts';

const MIB = 1024 * 1024;

/** What Node takes of the process's memory limit. */
const NODE_BYTES = 40 * MIB;
/** Of the rest, what one isolate may have: it is stopped before the process is, which costs its neighbours nothing. */
const ISOLATE_SHARE = 0.85;
/** What an isolate takes whose call waits (measured: 2 MiB when it is new, up to 4 when it has been used a lot). */
const ISOLATE_BYTES = 2.5 * MIB;
/** The part of the rest that isolates may take at most while their calls wait. */
const ISOLATES_SHARE = 0.65;
const MIN_ISOLATE_MIB = 16;
const MIN_EXCLUSIVE = 4;
/**
 * What loops in a sandbox process takes less of the processor than the gateway: beside it, scripts that are not known to
 * end get a tenth of a processor; suspects what is left over, and are put aside for whoever wakes up.
 */
const NICENESS: Readonly<Record<Role, number>> = { working: 2, trial: 10, apart: 19 };

/**
 * How sandbox processes are started: without environment, descriptors, child processes, workers or files, except the
 * few that their own code is made of. Paths are looked up here, because a process that may not read directories
 * cannot. `--permission` does not cover the network in every version of Node; isolates have no way to it anyway.
 * @throws when isolated-vm has no binary for this system.
 */
export function sandboxCommand(memoryBytes: number, role: Role): Command {
  const bytes = Math.max(0, memoryBytes - NODE_BYTES);
  const require = createRequire(import.meta.url);
  const own = import.meta.dirname;
  const entry = join(own, 'child', `main${extname(import.meta.filename)}`);
  const options: ChildOptions = {
    addon: realpathSync(addonPath(require)),
    acorn: realpathSync(join(dirname(require.resolve('acorn/package.json')), 'dist', 'acorn.mjs')),
    isolateMemoryMiB: Math.max(MIN_ISOLATE_MIB, Math.floor((bytes * ISOLATE_SHARE) / MIB)),
    maxExclusive: exclusiveIsolates(memoryBytes),
  };
  const readable = [join(realpathSync(own), '*'), options.addon, options.acorn];
  const flags = [
    // isolated-vm cannot live with Node's start-up snapshot.
    '--no-node-snapshot',
    '--no-warnings',
    '--permission',
    '--allow-addons',
    // An isolate's garbage: with many isolates, little for each.
    '--max-semi-space-size=1',
    ...readable.map((path) => `--allow-fs-read=${path}`),
  ];
  const args = [...flags, entry, JSON.stringify(options)];
  // Whoever wakes up finds a processor that no suspect is on.
  return { file: process.execPath, args, cwd: own, niceness: NICENESS[role], confined: role === 'apart' };
}

/** Isolates of one process that calls can hold for themselves at the same time. */
export function exclusiveIsolates(memoryBytes: number): number {
  const bytes = (memoryBytes - NODE_BYTES) * ISOLATES_SHARE;
  return Math.max(MIN_EXCLUSIVE, Math.floor(bytes / ISOLATE_BYTES));
}

function addonPath(require: NodeJS.Require): string {
  const directory = dirname(require.resolve('isolated-vm/package.json'));
  // The loader that isolated-vm itself uses; it has no types.
  const loader = createRequire(join(directory, 'package.json'))('node-gyp-build') as { path(dir: string): string };
  return loader.path(directory);
}
