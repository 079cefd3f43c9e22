/**
 * The process that holds the isolates. It has no environment, no files but its own code, and one pipe: when that ends,
 * the gateway has gone, and so does it.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { Socket } from 'node:net';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Acorn from 'acorn';
import type ivm from 'isolated-vm';
import { systemClock } from '../../clock.ts';
import { createFrameReader, createFrameWriter } from '../frame.ts';
import { residentBytes } from '../memory.ts';
import { Down, Up } from '../message.ts';
import type { ChildOptions } from '../message.ts';
import { bundle } from './bundle.ts';
import { checkScript } from './check.ts';
import { createScriptIsolate } from './isolate.ts';
import type { IsolateHost, ScriptIsolate } from './isolate.ts';
import { Runner } from './runner.ts';
import { prepareScript } from './script.ts';
import { createExpressionChecker, prepareTransform } from './transform.ts';

const PIPE_FD = 3;
/** Whatever memory there is: with fewer, one call would wait for another. */
const MIN_ISOLATES = 4;

const options = JSON.parse(process.argv[2] ?? '{}') as ChildOptions;
const { ivm: vm } = createRequire(import.meta.url)(options.addon) as { ivm: typeof ivm };
const { parse } = (await import(pathToFileURL(options.acorn).href)) as typeof Acorn;
const snapshot = vm.Isolate.createSnapshot([{ code: bundle(readRealm()), filename: 'realm' }]);

const pipe = new Socket({ fd: PIPE_FD });
const die = (): void => void process.kill(process.pid, 'SIGKILL');
pipe.on('end', die);
pipe.on('error', die);
// A terminal, or a service manager, tells the whole group: the gateway drains first, and then closes the pipe.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
const send = createFrameWriter(pipe);
const ownBytes = (): number => residentBytes('self') ?? process.memoryUsage.rss();

const createIsolate = (host: IsolateHost): Promise<ScriptIsolate> =>
  createScriptIsolate(vm, snapshot, options.isolateMemoryMiB, host);
/** Read when there is a transform. */
let library: string | undefined;
const jsonata = (): string => (library ??= readFileSync(options.jsonata, 'utf8'));
const runner = new Runner({
  send,
  prepare: (source, language) =>
    language === 'jsonata' ? prepareTransform(source, jsonata()) : prepareScript(source, language, parse),
  createIsolate,
  clock: systemClock,
  mayMake: (isolates) => isolates < MIN_ISOLATES || ownBytes() < options.isolatesBytes,
  onFailure: (error) => {
    process.stderr.write(`an isolate could not be made: ${String(error)}\n`, die);
  },
});
const checkExpression = createExpressionChecker(createIsolate, jsonata);

pipe.on(
  'data',
  createFrameReader((frame) => {
    if (frame.op === Down.ping) send(Up.pong, 0, String(ownBytes()));
    else if (frame.op === Down.check) {
      const [language = '', source = ''] = frame.fields;
      const checking =
        language === 'jsonata'
          ? checkExpression(source)
          : checkScript(vm, options.isolateMemoryMiB, source, language, parse);
      void checking.then((findings) => {
        send(Up.checked, frame.id, JSON.stringify(findings));
      });
    } else runner.receive(frame);
  }),
);
await runner.ready;
send(Up.ready, 0);

/** The realm's modules, as text: types stripped when this runs from its TypeScript source. */
function readRealm(): ReadonlyMap<string, string> {
  const extension = extname(import.meta.filename);
  const directory = join(import.meta.dirname, '..', 'realm');
  const sources = new Map<string, string>();
  for (const file of readdirSync(directory)) {
    if (extname(file) !== extension) continue;
    const text = readFileSync(join(directory, file), 'utf8');
    sources.set(file.slice(0, -extension.length), extension === '.ts' ? stripTypeScriptTypes(text) : text);
  }
  return sources;
}
