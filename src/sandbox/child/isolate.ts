import type ivm from 'isolated-vm';

/** What an isolate tells the process it lives in. */
export interface IsolateHost {
  readonly emit: (op: string, id: number, ...fields: (string | number)[]) => void;
  /** Resolves to what the blocked script goes on with. */
  readonly callSync: (id: number, method: string, args: string) => Promise<string>;
  readonly local: (method: string, args: string) => string;
}

/** What a promise was rejected with. */
export interface Rejection {
  readonly reason: unknown;
}

type Entry = 'library' | 'define' | 'start' | 'answer' | 'abandon' | 'ping';

/** V8's start-up snapshot with the realm in it: an isolate made from it costs a third. */
export type RealmSnapshot = ivm.ExternalCopy<ArrayBuffer>;

/** One isolate with a frozen realm in it. Its code runs on a thread of its own: the process stays responsive. */
export interface ScriptIsolate {
  /** Does not wait; entries are worked off in order. */
  enter(entry: Entry, ...args: readonly (string | number | boolean)[]): void;
  /**
   * Enters as `enter` does, and resolves when the entry has been worked off.
   * @returns what promises of it were rejected with that nobody awaits, as a copy: the first one; undefined: none.
   */
  enterAndWatch(entry: Entry, ...args: readonly (string | number | boolean)[]): Promise<Rejection | undefined>;
  /** Resolves when all entries so far have been worked off; rejects when the isolate is gone. */
  ping(): Promise<unknown>;
  /** Call whose code was entered last; 0 after a ping. */
  busyWith(): number;
  /** Milliseconds of processor time that its code has taken so far. */
  cpuMs(): number;
  readonly disposed: boolean;
  /** Versions of scripts that it can run. */
  readonly defined: Set<string>;
  /** JSONata is loaded in it. */
  hasLibrary: boolean;
  /** What is wrong with an expression, once JSONata is loaded. @throws when it takes too long, or too much memory. */
  refusalOf(expression: string, timeoutMs: number): Promise<string | undefined>;
  dispose(): void;
}

/** Makes an isolate whose realm is ready for scripts: a few milliseconds. */
export async function createScriptIsolate(
  vm: typeof ivm,
  snapshot: RealmSnapshot,
  memoryMiB: number,
  host: IsolateHost,
): Promise<ScriptIsolate> {
  const isolate = new vm.Isolate({ memoryLimit: memoryMiB, snapshot });
  const context = await isolate.createContext();
  const init = (await context.global.get('init', { reference: true })) as Init;
  const busy = new Int32Array(new SharedArrayBuffer(4));
  const entry = await init.apply(
    undefined,
    [
      new vm.Callback(host.emit, { ignored: true }),
      new vm.Reference(host.callSync),
      new vm.Callback(host.local),
      new vm.ExternalCopy(busy.buffer).copyInto(),
    ],
    { result: { reference: true } },
  );
  return {
    enter(name, ...args) {
      if (!isolate.isDisposed) entry.applyIgnored(undefined, [name, ...args]);
    },
    async enterAndWatch(name, ...args) {
      try {
        if (!isolate.isDisposed) await entry.apply(undefined, [name, ...args]);
        return undefined;
      } catch (reason) {
        // The entries themselves throw nothing.
        return isolate.isDisposed ? undefined : { reason };
      }
    },
    ping: () => entry.apply(undefined, ['ping']),
    busyWith: () => Atomics.load(busy, 0),
    cpuMs: () => (isolate.isDisposed ? 0 : Number(isolate.cpuTime) / 1e6),
    get disposed() {
      return isolate.isDisposed;
    },
    defined: new Set(),
    hasLibrary: false,
    refusalOf: (expression, timeout) =>
      entry.apply(undefined, ['refusal', expression], { timeout, result: { copy: true } }) as Promise<
        string | undefined
      >,
    dispose() {
      if (!isolate.isDisposed) isolate.dispose();
    },
  };
}

type Init = ivm.Reference<(...args: unknown[]) => (...entry: unknown[]) => void>;
