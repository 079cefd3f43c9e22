import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ownFile } from '../own-file.ts';
import type { Command } from './launcher.ts';
import type { ChildOptions } from './message.ts';
import type { Role } from './process.ts';

const MIB = 1024 * 1024;

/** Of the process's memory, what one isolate may have: it is stopped before the process is, which costs its neighbours nothing. */
const ISOLATE_SHARE = 0.7;
/** The part of it beyond which no more are made: each takes 1.75 MiB when it is new (measured). */
const ISOLATES_SHARE = 0.65;
/** What loops in a sandbox process takes less of the processor than the gateway: in quarantine a quarter. */
const NICENESS: Readonly<Record<Role, number>> = { working: 2, quarantine: 5 };

/**
 * How sandbox processes are started: without environment, descriptors, child processes, workers or files, except the
 * few that their own code is made of, and what the system tells of their memory. Paths are looked up here, because a
 * process that may not read directories cannot. `--permission` does not cover the network in every version of Node;
 * isolates have no way to it anyway.
 * @throws when isolated-vm has no binary for this system.
 */
export function sandboxCommand(memoryBytes: number, role: Role): Command {
  const require = createRequire(import.meta.url);
  const entry = ownFile('sandbox/child/main');
  const options: ChildOptions = {
    addon: realpathSync(addonPath(require)),
    acorn: realpathSync(join(dirname(require.resolve('acorn/package.json')), 'dist', 'acorn.mjs')),
    jsonata: realpathSync(join(dirname(require.resolve('jsonata/package.json')), 'jsonata.min.js')),
    isolateMemoryMiB: Math.floor((memoryBytes * ISOLATE_SHARE) / MIB),
    isolatesBytes: memoryBytes * ISOLATES_SHARE,
  };
  const own = realpathSync(join(dirname(entry), '..'));
  // In the package it is part of the entry.
  const clock = join(own, '..', 'clock.ts');
  const readable = [join(own, '*'), clock, options.addon, options.acorn, options.jsonata, '/proc/self/status'];
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
  // Whoever wakes up finds a processor that nothing in quarantine is on.
  return { file: process.execPath, args, cwd: own, niceness: NICENESS[role], confined: role === 'quarantine' };
}

function addonPath(require: NodeJS.Require): string {
  const directory = dirname(require.resolve('isolated-vm/package.json'));
  // The loader that isolated-vm itself uses; it has no types.
  const loader = createRequire(join(directory, 'package.json'))('node-gyp-build') as { path(dir: string): string };
  return loader.path(directory);
}
