import { json, kindOf, name, refused, wrong } from './argument.ts';
import type { Call, Step } from './bridge.ts';
import { describeThrown, shorten } from './error.ts';
import { alive, blocking, later } from './gateway.ts';

const METHOD = 'ctx.step';
const MAX_SHOWN_NAME = 100;

type Fn = () => unknown;

interface Remembered {
  readonly found: boolean;
  readonly value?: unknown;
  /** What `fn` gave in a plain handler was a promise. */
  readonly promised?: boolean;
}

/**
 * `ctx.step`: runs `fn`, unless the gateway remembers its result. What is given back is the result as JSON keeps it,
 * so that the script sees the same the first time and after a recovery.
 */
export function createStep(call: Call): (name: unknown, fn: unknown) => unknown {
  return (stepName, fn) => (call.plain ? runPlain(call, stepName, fn) : runAsync(call, stepName, fn));
}

function runPlain(call: Call, stepName: unknown, fn: unknown): unknown {
  const step = begin(call, stepName, fn);
  let goesOn = false;
  try {
    const remembered = blocking(call, 'step.load', loadArgs(step)) as Remembered;
    if (remembered.found) {
      return remembered.promised === true ? Promise.resolve(remembered.value) : remembered.value;
    }
    const result = work(call, step, fn as Fn);
    goesOn = isThenable(result);
    return goesOn ? storeLater(call, step, result) : blockingStore(call, step, result);
  } catch (thrown) {
    return failed(call, step, thrown);
  } finally {
    if (!goesOn) call.underWay.delete(step);
  }
}

/** A plain handler whose `fn` gives a promise. */
async function storeLater(call: Call, step: Step, result: unknown): Promise<unknown> {
  try {
    return blockingStore(call, step, await settled(call, step, result), ',true');
  } catch (thrown) {
    return failed(call, step, thrown);
  } finally {
    call.underWay.delete(step);
  }
}

async function runAsync(call: Call, stepName: unknown, fn: unknown): Promise<unknown> {
  const step = begin(call, stepName, fn);
  try {
    const remembered = (await later(call, 'step.load', loadArgs(step), step.site)) as Remembered;
    if (remembered.found) return remembered.value;
    const text = resultText(await settled(call, step, work(call, step, fn as Fn)));
    await later(call, 'step.store', `[${step.name},${text}]`, step.site);
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    return failed(call, step, thrown);
  } finally {
    call.underWay.delete(step);
  }
}

/** Checks the arguments. The step that is at work now is the one in which the new one lies. */
function begin(call: Call, stepName: unknown, fn: unknown): Step {
  alive(call);
  const key = name({ method: METHOD, position: 1, name: 'name' }, stepName);
  if (typeof fn !== 'function') wrong({ method: METHOD, position: 2, name: 'fn' }, 'a function', kindOf(fn));
  if (call.steps.has(key)) refused(METHOD, `the name ${JSON.stringify(key)} is used twice in one call`);
  call.steps.add(key);
  const what = `ctx.step ${JSON.stringify(shorten(key, MAX_SHOWN_NAME))}`;
  const step = { name: JSON.stringify(key), what, site: new Error(), parent: call.step, settled: false };
  call.underWay.add(step);
  return step;
}

function loadArgs(step: Step): string {
  return `[${step.name},${step.parent?.name ?? '""'}]`;
}

/** Tells why the step came to nothing. @throws what was thrown. */
function failed(call: Call, step: Step, thrown: unknown): never {
  if (!call.ended) {
    const error = JSON.stringify(describeThrown(thrown, call.sourceMap));
    // No answer is waited for: nothing hears of it.
    call.bridge.emit('call', call.id, 'step.fail', ++call.sequence, `[${step.name},${error}]`);
  }
  throw thrown;
}

/**
 * Runs `fn`: the requests it makes are the step's. Where it gives a promise, the handler goes on first, and then `fn`
 * behind each `await`: the step is at work again before that.
 */
function work(call: Call, step: Step, fn: Fn): unknown {
  void Promise.resolve().then(() => {
    if (!step.settled) call.step = step;
  });
  call.step = step;
  let goesOn = false;
  try {
    const result = fn();
    goesOn = isThenable(result);
    return result;
  } finally {
    step.settled = !goesOn;
    call.step = step.parent;
  }
}

/** Waits for what `fn` gave. */
async function settled(call: Call, step: Step, result: unknown): Promise<unknown> {
  try {
    return await result;
  } finally {
    step.settled = true;
    call.step = step.parent;
  }
}

function resultText(value: unknown): string {
  return json({ method: METHOD, position: 2, name: 'the result of fn' }, value);
}

function blockingStore(call: Call, step: Step, value: unknown, promised = ''): unknown {
  const text = resultText(value);
  blocking(call, 'step.store', `[${step.name},${text}${promised}]`);
  return JSON.parse(text) as unknown;
}

/** Whether `await` would wait for it. Reading `then` may run a script's code. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
