import type { Bridge, Call, MappedInsertion } from './bridge.ts';
import { createCtx } from './ctx.ts';
import { CtxError, ctxError, describeThrown, positionOf } from './error.ts';
import { freezeRealm } from './freeze.ts';
import { deliver, end, fromAnswer } from './gateway.ts';
import { toJson } from './json.ts';
import { createConsole } from './log.ts';
import { isThenable } from './step.ts';
import { loadJsonata, refusalOf } from './transform.ts';
import type { CompileExpression } from './transform.ts';

/** A compiled script: run anew for each call, gives that call's handler. */
type Factory = (console: unknown) => () => unknown;

interface Script {
  readonly factory: Factory | Error;
  readonly sourceMap: readonly MappedInsertion[];
}

/** isolated-vm's Reference to a function of the process. */
interface Blocking {
  applySyncPromise(receiver: undefined, args: readonly unknown[]): string;
}

/** What the process calls; nothing of it is ever in a script's reach. */
interface Entries extends Record<string, (...args: never[]) => unknown> {
  /** Loads JSONata, which transforms need. */
  library(id: number, source: string): void;
  /** Gives what is wrong with an expression; undefined: nothing. */
  refusal(expression: string): string | undefined;
  /** Compiles the wrapped source of a script version, for the call `id`; a syntax error is told by each `start`. */
  define(id: number, version: string, source: string, sourceMap: string, isTransform: boolean): void;
  start(id: number, version: string, plain: boolean, input: string, trx: string, logId: string): void;
  answer(id: number, sequence: number, answer: string): void;
  abandon(id: number): void;
  /** Comes back once all that was asked before has been done. */
  ping(): void;
}

/** Indirect eval: a script sees the global scope only. Nobody else gets at it. */
const compile = globalThis.eval as (source: string) => Factory;
/** All above is in the start-up snapshot; this is left for each isolate. */
const finishFreezing = freezeRealm([CtxError]);

/**
 * Prepares the realm, once, before the first script.
 * @param memory four bytes, shared with the process: the call whose code was entered last, 0 after a ping.
 * @returns calls an entry by its name.
 */
export function init(
  emit: Bridge['emit'],
  callSync: Blocking,
  local: Bridge['local'],
  memory: SharedArrayBuffer,
): (name: string, ...args: never[]) => unknown {
  const busy = new Int32Array(memory);
  finishFreezing();
  const calls = new Map<number, Call>();
  const scripts = new Map<string, Script>();
  const bridge: Bridge = {
    emit(op, id, ...fields) {
      if (op === 'end') calls.delete(id);
      emit(op, id, ...fields);
    },
    callSync: (id, method, args) => callSync.applySyncPromise(undefined, [id, method, args]),
    local,
  };

  let jsonata: CompileExpression = () => {
    throw new Error('JSONata is not loaded');
  };

  const entries: Entries = {
    library(id, source) {
      busy[0] = id;
      const base64 = (method: string) => (text: string) => fromAnswer(local(method, JSON.stringify([text]))) as string;
      jsonata = loadJsonata(source, compile, { btoa: base64('btoa'), atob: base64('atob') });
    },
    refusal: (expression) => refusalOf(jsonata, expression),
    define(id, version, source, sourceMap, isTransform) {
      busy[0] = id;
      const factory = isTransform ? compileTransform(jsonata, source) : compileScript(source);
      scripts.set(version, { factory, sourceMap: JSON.parse(sourceMap) as MappedInsertion[] });
    },
    start(id, version, plain, input, trx, logId) {
      busy[0] = id;
      const script = scripts.get(version);
      const call = createCall(bridge, { id, plain, trx, logId, sourceMap: script?.sourceMap ?? [] });
      calls.set(id, call);
      run(call, script?.factory, input);
    },
    answer(id, sequence, answer) {
      const call = calls.get(id);
      if (call === undefined) return;
      busy[0] = id;
      deliver(call, sequence, answer);
    },
    abandon(id) {
      const call = calls.get(id);
      if (call === undefined) return;
      call.ended = true;
      call.waiting.clear();
      calls.delete(id);
    },
    ping() {
      busy[0] = 0;
    },
  };
  return (name, ...args) => entries[name]?.(...args);
}

function compileScript(source: string): Factory | Error {
  try {
    // A script gets at this function through `caller`: frozen, it carries nothing from call to call.
    return Object.freeze(compile(source));
  } catch (error) {
    return error as Error;
  }
}

/** What is wrong with the expression is told by each call, as of a script. */
function compileTransform(jsonata: CompileExpression, expression: string): Factory {
  try {
    const handler = jsonata(expression);
    return () => () => handler;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function createCall(bridge: Bridge, of: Pick<Call, 'id' | 'plain' | 'trx' | 'logId' | 'sourceMap'>): Call {
  return {
    ...of,
    bridge,
    ended: false,
    requests: 0,
    requestsOpen: 0,
    logLines: 0,
    logsDropped: 0,
    steps: new Set(),
    step: undefined,
    underWay: new Set(),
    waiting: new Map(),
    sequence: 0,
  };
}

function run(call: Call, factory: Factory | Error | undefined, input: string): void {
  if (typeof factory !== 'function') {
    fail(call, ctxError({ code: '110001', msg: `the script does not compile: ${String(factory)}` }));
    return;
  }
  try {
    const handler = factory(createConsole(call))();
    if (typeof handler !== 'function') {
      fail(call, ctxError({ code: '110001', msg: '`handler` of the script is not a function' }));
      return;
    }
    const result = (handler as (ctx: object, input: unknown) => unknown)(createCtx(call), JSON.parse(input));
    if (isThenable(result)) {
      new Promise((resolve) => {
        resolve(result);
      }).then(
        (value) => succeed(call, value),
        (thrown: unknown) => fail(call, thrown),
      );
    } else {
      succeed(call, result);
    }
  } catch (thrown) {
    fail(call, thrown);
  }
}

function succeed(call: Call, value: unknown): void {
  if (call.ended) return;
  const result = toJson(value);
  warnOfUnderWay(call);
  if (result.json !== undefined) end(call, 'value', result.json);
  else end(call, 'error', JSON.stringify({ code: '110003', msg: `the return value ${result.reason}` }));
}

/** The handler has returned: what it has begun and not awaited comes to nothing. What lies in such a step goes with it. */
function warnOfUnderWay(call: Call): void {
  for (const { what, site, parent } of call.underWay) {
    if (parent !== undefined && call.underWay.has(parent)) continue;
    const where = positionOf(site, call.sourceMap);
    const message = `${what} was still under way when the handler returned, and was given up${where}; await its promise`;
    call.bridge.emit('warning', call.id, message);
  }
}

function fail(call: Call, thrown: unknown): void {
  if (!call.ended) end(call, 'error', JSON.stringify(describeThrown(thrown, call.sourceMap)));
}
