import type { Frame } from '../frame.ts';
import { Down, Up } from '../message.ts';
import type { CallMode, ErrorText } from '../message.ts';
import type { ChildCall, Slot } from './call.ts';
import { compute } from './compute.ts';
import type { IsolateHost, ScriptIsolate } from './isolate.ts';
import type { PreparedScript } from './script.ts';
import { unawaited } from './rejection.ts';
import { Slots } from './slots.ts';
import { watch } from './watch.ts';

const MAX_SCRIPTS = 1000;
/** More than the requests that a call may have open. */
const MAX_OPEN_QUESTIONS = 32;

/** What the runner needs of the process it runs in. */
export interface RunnerDeps {
  readonly send: (op: number, id: number, ...fields: readonly string[]) => void;
  readonly prepare: (source: string, language: string) => PreparedScript;
  readonly createIsolate: (host: IsolateHost) => Promise<ScriptIsolate>;
  readonly maxExclusive: number;
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
 *                      └──────── abandon ─┴──► abandoned, once the isolate has answered
 */
export class Runner {
  readonly #deps: RunnerDeps;
  readonly #scripts = new Map<string, KeptScript>();
  readonly #calls = new Map<number, ChildCall>();
  readonly #slots: Slots;

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
    const host: IsolateHost = {
      post: (op, id, ...fields) => this.#posted(op, id, fields.map(String)),
      ask: (id, method, args) => this.#ask(id, method, args),
      compute,
    };
    this.#slots = new Slots({
      create: () => deps.createIsolate(host),
      maxExclusive: deps.maxExclusive,
      atWorkSince: (id) => this.#atWorkSince(id),
      run: (slot, call) => this.#run(slot, call),
      onFailure: deps.onFailure,
    });
    watch(this.#slots, {
      stalled: (culprit, victims) => {
        const call = this.#calls.get(culprit);
        if (call?.outcome !== undefined) this.#end(call, call.outcome);
        deps.send(Up.stalled, culprit, ...victims.map(({ id }) => String(id)));
      },
      lost: (slot) => this.#lost(slot),
    });
  }

  /** Resolves when calls can start. */
  get ready(): Promise<unknown> {
    return this.#slots.ready;
  }

  receive(frame: Frame): void {
    const { id, fields } = frame;
    switch (frame.op) {
      case Down.script:
        return this.#keep(fields);
      case Down.start:
        return this.#start(id, fields);
      case Down.answer:
        return this.#answered(id, Number(fields[0]), fields[1] ?? '');
      case Down.abandon:
        return this.#abandon(id);
    }
  }

  #keep([version = '', name = '', language = '', source = '']: readonly string[]): void {
    // Sent again, it is the newest again: the gateway counts like this, too.
    this.#scripts.delete(version);
    this.#scripts.set(version, { name, prepared: this.#deps.prepare(source, language) });
    const [oldest] = this.#scripts.keys();
    if (this.#scripts.size > MAX_SCRIPTS && oldest !== undefined) this.#scripts.delete(oldest);
  }

  #start(id: number, [version = '', how, input = '', trx = '', logId = '']: readonly string[]): void {
    const mode = how as CallMode;
    const script = this.#scripts.get(version);
    if (script === undefined) return this.#fail(id, { code: '110000', msg: `script version ${version} was not sent` });
    const { prepared } = script;
    if (!prepared.ok) {
      const [first] = prepared.findings;
      const place = first?.line === undefined ? '' : ` (line ${first.line}, column ${first.column ?? 1})`;
      const msg = `script ${script.name} does not compile: ${first?.message ?? ''}${place}`;
      return this.#fail(id, { code: '110001', msg });
    }
    const call: ChildCall = {
      ...{ id, version, wrapped: prepared.wrapped, shifts: prepared.shifts, plain: prepared.plain },
      ...{ promises: prepared.promises, input, trx, logId },
      observed: mode !== 'shared',
      slot: undefined,
      startedAt: 0,
      outcome: undefined,
      asks: new Map(),
      timers: new Set(),
      sequence: 0,
      waited: false,
      open: 0,
      backlog: [],
    };
    this.#calls.set(id, call);
    this.#slots.take(call, !prepared.blocks && mode !== 'exclusive');
  }

  #run(slot: Slot, call: ChildCall): void {
    call.slot = slot;
    call.startedAt = performance.now();
    slot.calls.add(call);
    slot.entered = true;
    const { isolate } = slot;
    if (!isolate.defined.has(call.version)) {
      isolate.defined.add(call.version);
      isolate.enter('define', call.id, call.version, call.wrapped, call.shifts);
    }
    this.#enter(slot, call, 'start', call.version, call.plain, call.input, call.trx, call.logId);
  }

  #enter(slot: Slot, call: ChildCall, entry: 'start' | 'answer', ...args: (string | number | boolean)[]): void {
    if (!call.promises) return slot.isolate.enter(entry, call.id, ...args);
    void slot.isolate.enterAndWatch(entry, call.id, ...args).then((rejection) => {
      if (!this.#calls.has(call.id)) return;
      const warning = rejection && unawaited(rejection.reason, call.shifts, call.outcome);
      if (warning !== undefined) this.#deps.send(Up.warning, call.id, warning);
      if (call.outcome !== undefined) this.#end(call, call.outcome);
    });
  }

  /** Warnings come before the outcome: it waits until its entry has been worked off, or has kept the isolate busy. */
  #endBehindWarnings(call: ChildCall, outcome: readonly string[]): void {
    if (!call.promises) return this.#end(call, outcome);
    call.outcome = outcome;
  }

  #end(call: ChildCall, outcome: readonly string[]): void {
    this.#deps.send(Up.end, call.id, ...outcome);
    this.#ended(call, call.observed ? () => this.#deps.send(Up.rested, call.id) : undefined);
  }

  #atWorkSince(id: number): number | undefined {
    const call = this.#calls.get(id);
    return call?.waited === false ? call.startedAt : undefined;
  }

  #posted(op: string, id: number, fields: readonly string[]): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    switch (op) {
      case 'end':
        return this.#endBehindWarnings(call, fields);
      case 'warning':
        return this.#deps.send(Up.warning, id, ...fields);
      case 'log':
        return this.#deps.send(Up.log, id, ...fields);
      case 'dropped':
        return this.#deps.send(Up.dropped, id, ...fields);
      case 'call': {
        const [method = '', sequence = '', args = ''] = fields;
        this.#waits(call);
        if (method !== 'sleep') return this.#question(call, method, sequence, args);
        return this.#sleep(call, args, () => this.#answer(id, Number(sequence), '+null'));
      }
    }
  }

  /** A blocked script's question; `''` when its call is ended meanwhile. */
  #ask(id: number, method: string, args: string): Promise<string> {
    const call = this.#calls.get(id);
    const slot = call?.slot;
    if (call === undefined || slot === undefined) return Promise.resolve('');
    slot.asking++;
    this.#waits(call);
    return new Promise((resolve) => {
      // Below 0: not to be mistaken for the sequence numbers that the realm counts.
      const sequence = --call.sequence;
      const answered = (answer: string): void => {
        call.asks.delete(sequence);
        slot.asking--;
        slot.entered = true;
        resolve(answer);
      };
      call.asks.set(sequence, answered);
      if (method === 'sleep') this.#sleep(call, args, () => answered('+null'));
      else this.#question(call, method, String(sequence), args);
    });
  }

  #waits(call: ChildCall): void {
    if (call.waited) return;
    call.waited = true;
    this.#deps.send(Up.waits, call.id);
  }

  /** However many a script has at once, the gateway sees a few. */
  #question(call: ChildCall, method: string, sequence: string, args: string): void {
    const send = (): void => {
      call.open++;
      this.#deps.send(Up.call, call.id, method, sequence, args);
    };
    if (call.open < MAX_OPEN_QUESTIONS) send();
    else call.backlog.push(send);
  }

  #answered(id: number, sequence: number, answer: string): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    call.open--;
    call.backlog.shift()?.();
    this.#answer(id, sequence, answer);
  }

  #sleep(call: ChildCall, args: string, wake: () => void): void {
    const [ms = 0] = JSON.parse(args) as number[];
    const timer = setTimeout(() => {
      call.timers.delete(timer);
      wake();
    }, ms);
    call.timers.add(timer);
  }

  #answer(id: number, sequence: number, answer: string): void {
    const call = this.#calls.get(id);
    if (call?.slot === undefined) return;
    const ask = call.asks.get(sequence);
    if (ask !== undefined) return ask(answer);
    call.slot.entered = true;
    this.#enter(call.slot, call, 'answer', sequence, answer);
  }

  #abandon(id: number): void {
    const call = this.#calls.get(id);
    if (call === undefined || this.#slots.leave(call)) {
      this.#calls.delete(id);
      return this.#deps.send(Up.abandoned, id);
    }
    call.slot?.isolate.enter('abandon', id);
    this.#ended(call, () => this.#deps.send(Up.abandoned, id));
  }

  /**
   * The call's outcome is settled. Its isolate may still be at work for it.
   * @param then once it is not.
   */
  #ended(call: ChildCall, then?: () => void): void {
    this.#calls.delete(call.id);
    for (const timer of call.timers) clearTimeout(timer);
    for (const ask of [...call.asks.values()]) ask('');
    const { slot } = call;
    if (slot === undefined) return;
    slot.calls.delete(call);
    slot.entered = true;
    if (slot.shared && !slot.retired && then === undefined) return this.#slots.release(slot);
    slot.isolate.ping().then(
      () => {
        this.#slots.release(slot);
        then?.();
      },
      () => then?.(),
    );
  }

  /** The isolate went over its memory limit: the call that was at work did it, the others come off badly. */
  #lost(slot: Slot): void {
    const culprit = slot.isolate.busyWith();
    const calls = [...slot.calls];
    this.#slots.lost(slot);
    for (const call of calls) {
      slot.calls.delete(call);
      if (call.outcome !== undefined) this.#deps.send(Up.end, call.id, ...call.outcome);
      else if (call.id === culprit || calls.length === 1) {
        this.#fail(call.id, { code: '110013', msg: 'the script exhausted the memory of its isolate' });
      } else {
        this.#deps.send(Up.end, call.id, 'lost');
      }
      call.slot = undefined;
      this.#ended(call);
    }
  }

  #fail(id: number, error: ErrorText): void {
    this.#deps.send(Up.end, id, 'error', JSON.stringify(error));
  }
}
