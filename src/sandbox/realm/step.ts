import { json, kindOf, name, refused, wrong } from './argument.ts';
import type { Call, Step } from './bridge.ts';
import { alive, blocking, later } from './gateway.ts';

const METHOD = 'ctx.step';

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
  return (stepName, fn) => {
    if (!call.plain) return runAsync(call, stepName, fn);
    const key = begin(call, stepName, fn);
    const remembered = blocking(call, 'step.load', `[${key}]`) as Remembered;
    if (remembered.found) {
      return remembered.promised === true ? Promise.resolve(remembered.value) : remembered.value;
    }
    const step = open(call, key);
    const result = work(call, step, fn as Fn);
    return isThenable(result) ? storeLater(call, step, result) : blockingStore(call, step, result);
  };
}

/** A plain handler whose `fn` gives a promise. */
async function storeLater(call: Call, step: Step, result: PromiseLike<unknown>): Promise<unknown> {
  const value = await settled(call, step, result);
  return blockingStore(call, step, value, ',true');
}

async function runAsync(call: Call, stepName: unknown, fn: unknown): Promise<unknown> {
  const key = begin(call, stepName, fn);
  const remembered = (await later(call, 'step.load', `[${key}]`)) as Remembered;
  if (remembered.found) return remembered.value;
  const step = open(call, key);
  const text = resultText(await settled(call, step, work(call, step, fn as Fn)));
  await later(call, 'step.store', `[${step.name},${text}]`);
  return JSON.parse(text) as unknown;
}

/** Checks the arguments; gives the name as JSON. */
function begin(call: Call, stepName: unknown, fn: unknown): string {
  alive(call);
  const key = name({ method: METHOD, position: 1, name: 'name' }, stepName);
  if (typeof fn !== 'function') wrong({ method: METHOD, position: 2, name: 'fn' }, 'a function', kindOf(fn));
  if (call.steps.has(key)) refused(METHOD, `the name ${JSON.stringify(key)} is used twice in one call`);
  call.steps.add(key);
  return JSON.stringify(key);
}

function open(call: Call, key: string): Step {
  return { name: key, parent: call.step, settled: false };
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
