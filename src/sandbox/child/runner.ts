import type { Clock } from '../../clock.ts';
import type { Frame } from '../frame.ts';
import { Down, Up } from '../message.ts';
import type { ErrorText } from '../message.ts';
import type { ChildCall, PooledIsolate } from './call.ts';
import type { IsolateHost, ScriptIsolate } from './isolate.ts';
import { IsolatePool } from './isolate-pool.ts';
import { local } from './local.ts';
import { Questions } from './questions.ts';
import { unawaited } from './rejection.ts';
import type { PreparedScript } from './script.ts';

/** What the runner needs of the process it runs in. */
export interface RunnerDeps {
  readonly send: (op: number, id: number, ...fields: readonly string[]) => void;
  readonly prepare: (source: string, language: string) => PreparedScript;
  readonly createIsolate: (host: IsolateHost) => Promise<ScriptIsolate>;
  readonly clock: Clock;
  /** Whether there is memory for one isolate more than so many. */
  readonly mayMake: (isolates: number) => boolean;
  /** An isolate could not be made: this process is of no use. */
  readonly onFailure: (error: unknown) => void;
}

interface KeptScript {
  readonly name: string;
  readonly prepared: PreparedScript;
}

/**
 * Runs the calls of this process.
 *
 *     start ──► waits for an isolate ──► runs ──► end
 *                      └──────── abandon ─┴──► abandoned, once the isolate is idle or gone
 */
export class Runner {
  readonly #deps: RunnerDeps;
  readonly #scripts = new Map<string, KeptScript>();
  readonly #calls = new Map<number, ChildCall>();
  readonly #abandoned = new Set<ChildCall>();
  readonly #isolates: IsolatePool;

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
    const { send, clock, mayMake, onFailure } = deps;
    const host: IsolateHost = {
      emit: (op, id, ...fields) => this.#emitted(op, id, fields.map(String)),
      callSync: (id, method, args) => this.#callSync(id, method, args),
      local,
    };
    this.#isolates = new IsolatePool({
      ...{ mayMake, clock, onFailure },
      create: () => deps.createIsolate(host),
      run: (pooled, call) => this.#run(pooled, call),
      idle: (calls) => {
        for (const call of calls) if (this.#abandoned.delete(call)) send(Up.abandoned, call.id);
      },
      hung: (version) => this.#disposed(version, 'went on working after its call had ended'),
      stuck: (version) => this.#disposed(version),
      lost: (calls, culprit) => this.#lost(calls, culprit),
    });
  }

  /** Resolves when calls can start. */
  get ready(): Promise<unknown> {
    return this.#isolates.ready;
  }

  receive({ op, id, fields }: Frame): void {
    switch (op) {
      case Down.script:
        return this.#keep(fields);
      case Down.start:
        return this.#start(id, fields);
      case Down.answer:
        return this.#calls.get(id)?.questions.answer(Number(fields[0]), fields[1] ?? '');
      case Down.abandon:
        return this.#abandon(id);
    }
  }

  #keep([version = '', name = '', language = '', source = '']: readonly string[]): void {
    this.#scripts.set(version, { name, prepared: this.#deps.prepare(source, language) });
  }

  #start(id: number, [version = '', input = '', trx = '', logId = '']: readonly string[]): void {
    const kept = this.#scripts.get(version);
    if (kept === undefined) return this.#fail(id, { code: '110000', msg: `script version ${version} was not sent` });
    const { name, prepared: script } = kept;
    if (!script.ok) {
      const [first] = script.findings;
      const place = first?.line === undefined ? '' : ` (line ${first.line}, column ${first.column ?? 1})`;
      return this.#fail(id, {
        code: '110001',
        msg: `script ${name} does not compile: ${first?.message ?? ''}${place}`,
      });
    }
    const { send, clock } = this.#deps;
    const questions = new Questions(clock, (method, sequence, args) => {
      send(Up.call, id, method, String(sequence), args);
    });
    const call: ChildCall = {
      ...{ id, version, script, input, trx, logId, questions },
      ...{ pooled: undefined, outcome: undefined },
    };
    this.#calls.set(id, call);
    this.#isolates.take(call);
  }

  #run({ isolate }: PooledIsolate, call: ChildCall): void {
    const { version, script, input, trx, logId } = call;
    this.#enter(isolate, call, 'start', version, script.plain, input, trx, logId);
  }

  #enter(isolate: ScriptIsolate, call: ChildCall, entry: 'start' | 'answer', ...args: (string | number | boolean)[]) {
    if (!call.script.promises) return isolate.enter(entry, call.id, ...args);
    void isolate.enterAndWatch(entry, call.id, ...args).then((rejection) => {
      if (!this.#calls.has(call.id)) return;
      const warning = rejection && unawaited(rejection.reason, call.script.sourceMap, call.outcome);
      if (warning !== undefined) this.#deps.send(Up.warning, call.id, warning);
      if (call.outcome !== undefined) this.#end(call, call.outcome);
    });
  }

  #emitted(op: string, id: number, fields: readonly string[]): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    switch (op) {
      case 'end':
        if (!call.script.promises) return this.#end(call, fields);
        // Warnings come before the outcome: it waits until its entry has been worked off.
        call.outcome = fields;
        return this.#isolates.leaving(call);
      case 'warning':
        return this.#deps.send(Up.warning, id, ...fields);
      case 'log':
        return this.#deps.send(Up.log, id, ...fields);
      case 'dropped':
        return this.#deps.send(Up.dropped, id, ...fields);
      case 'call': {
        const [method = '', sequence = '', args = ''] = fields;
        return call.questions.ask(method, args, (answer) => {
          if (answer !== '' && call.pooled) {
            this.#enter(call.pooled.isolate, call, 'answer', Number(sequence), answer);
          }
        });
      }
    }
  }

  /** A blocked script's question; `''` when its call is ended meanwhile. */
  #callSync(id: number, method: string, args: string): Promise<string> {
    const call = this.#calls.get(id);
    return new Promise((resolve) => {
      if (call === undefined) resolve('');
      else call.questions.ask(method, args, resolve);
    });
  }

  #abandon(id: number): void {
    const call = this.#calls.get(id);
    if (call === undefined) return this.#deps.send(Up.abandoned, id);
    this.#abandoned.add(call);
    call.pooled?.isolate.enter('abandon', id);
    this.#leave(call);
  }

  #end(call: ChildCall, outcome: readonly string[]): void {
    this.#deps.send(Up.end, call.id, ...outcome);
    this.#leave(call);
  }

  #leave(call: ChildCall): void {
    this.#calls.delete(call.id);
    call.questions.end();
    this.#isolates.leave(call);
  }

  /** Who went over the memory limit of the isolate is to blame, the others come off badly. */
  #lost(calls: readonly ChildCall[], culprit: number | undefined): void {
    for (const call of calls) {
      this.#calls.delete(call.id);
      call.questions.end();
      if (call.outcome !== undefined) this.#deps.send(Up.end, call.id, ...call.outcome);
      else if (call.id === culprit || (culprit === 0 && calls.length === 1)) {
        this.#disposed(call.version, 'exhausted the memory of its isolate');
        const what = call.script.library === undefined ? 'script' : 'transform';
        this.#fail(call.id, { code: '110013', msg: `the ${what} exhausted the memory of its isolate` });
      } else this.#deps.send(Up.end, call.id, 'lost');
    }
  }

  /** @param what the script did; nothing: it works on. */
  #disposed(version: string, ...what: readonly string[]): void {
    this.#deps.send(Up.disposed, 0, version, this.#scripts.get(version)?.name ?? '', ...what);
  }

  #fail(id: number, error: ErrorText): void {
    this.#deps.send(Up.end, id, 'error', JSON.stringify(error));
  }
}
