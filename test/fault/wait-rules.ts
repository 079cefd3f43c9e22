import type { JsonObject } from '../../src/json.ts';

/** What runs of a rule are to come to. */
export interface WaitRule {
  readonly rule: JsonObject;
  readonly end: 'success' | 'compensated';
  /** Calls of a run, by the end of their keys: each is done in the end, or what was done of them is undone. */
  readonly done: readonly string[];
  /** Others of its runs may be lost with their process: they live in its memory. */
  readonly isBrief?: boolean;
}

type Component = Record<string, unknown>;

/** Elements of the loops. */
const THREE = [0, 1, 2];
/** The value that a callback has brought. */
const PAID = { paid: '{pay.path}' };

/** Rules with loops, waits, sub-runs and compensations, whose components call `url`. */
export function waitRules(url: string): Record<string, WaitRule> {
  return { ...waiting(url), ...calling(url), ...undone(url) };
}

/** Those that clients call; the others are called by these. */
export const CALLED = ['waits', 'loops', 'calls', 'undone', 'used-up', 'undone-calls', 'brief-undone'];

function waiting(url: string): Record<string, WaitRule> {
  const call = callsOf(url);
  const paid = (rule: string): Component[][] => [
    [call(rule, 'start', { callback: '{callback.pay}' })],
    [{ name: 'pay', type: 'wait', for: 'callback', outputName: 'pay' }],
    [call(rule, 'last', PAID)],
  ];
  const poll = { ...call('loops', 'poll'), until: "{component} == 'poll~3'", every: 0.1 };
  return {
    waits: of({ durable: true, components: paid('waits') }, ['1-start', '3-last']),
    loops: of(
      {
        durable: true,
        components: [
          [call('loops', 'first')],
          [
            { name: 'each', type: 'flow', foreach: THREE, concurrency: 2, components: paid('loops') },
            { name: 'serial', type: 'flow', foreach: THREE, concurrency: 1, components: two('loops', call) },
            poll,
          ],
          [{ name: 'pause', type: 'wait', for: 'time', seconds: 0.3 }],
          [call('loops', 'end')],
        ],
      },
      [
        ...['1-first', '4-end', '2-poll', '2-poll~2', '2-poll~3'],
        ...THREE.flatMap((index) => [`2-each[${index}]/1-start`, `2-each[${index}]/3-last`]),
        ...THREE.flatMap((index) => [`2-serial[${index}]/1-a`, `2-serial[${index}]/2-b`]),
      ],
    ),
    kept: of({ durable: true, components: paid('kept') }, ['1-start', '3-last']),
    'kept-too': of({ durable: true, components: two('kept-too', call) }, ['1-a', '2-b']),
    brief: { ...of({ components: two('brief', call) }, ['1-a', '2-b']), isBrief: true },
  };
}

function calling(url: string): Record<string, WaitRule> {
  const call = callsOf(url);
  return {
    calls: of(
      {
        durable: true,
        components: [
          [call('calls', 'first')],
          [run('kept'), run('brief'), { ...run('kept-too'), foreach: THREE, concurrency: 2 }],
          [call('calls', 'last')],
        ],
      },
      ['1-first', '3-last'],
    ),
    'undone-calls': undoneBy(
      {
        ...{ durable: true, onFailure: 'compensate' },
        components: [[{ ...run('kept-too'), compensate: unnamed(run('undoing')) }], [call('undone-calls', 'refused')]],
      },
      [],
    ),
    undoing: of({ durable: true, components: two('undoing', call) }, ['1-a', '2-b']),
  };
}

function undone(url: string): Record<string, WaitRule> {
  const call = callsOf(url);
  const both = (rule: string, name: string): Component => ({
    ...call(rule, name),
    compensate: unnamed(call(rule, `${name}-undo`)),
  });
  const inside = (rule: string): Component[][] => [[both(rule, 'a')], [both(rule, 'b')]];
  const few = (rule: string): Component[][] => [[both(rule, 'charge')], [both(rule, 'a'), both(rule, 'b')]];
  const fewDone = ['1-charge', '2-a', '2-b'];
  const withRefused = (rule: string, layers: Component[][]): Component[][] => [...layers, [call(rule, 'refused')]];
  return {
    undone: undoneBy(
      {
        ...{ durable: true, onFailure: 'compensate' },
        components: withRefused('undone', [
          [both('undone', 'charge')],
          [call('undone', 'start', { callback: '{callback.pay}' })],
          [{ name: 'pay', type: 'wait', for: 'callback', outputName: 'pay' }],
          [
            { name: 'branch', type: 'flow', components: inside('undone') },
            { name: 'each', type: 'flow', foreach: THREE, concurrency: 2, components: inside('undone') },
            { ...both('undone', 'one'), foreach: THREE, concurrency: 1 },
          ],
        ]),
      },
      [
        ...['1-charge', '4-branch/1-a', '4-branch/2-b'],
        ...THREE.flatMap((index) => [`4-each[${index}]/1-a`, `4-each[${index}]/2-b`, `4-one[${index}]`]),
      ],
    ),
    'used-up': undoneBy(
      {
        ...{ durable: true, recover: { auto: true, max: 1, wait: 0.2, then: 'compensate' } },
        components: withRefused('used-up', few('used-up')),
      },
      fewDone,
    ),
    'brief-undone': {
      ...undoneBy({ components: withRefused('brief-undone', few('brief-undone')) }, fewDone),
      isBrief: true,
    },
  };
}

/** A component that calls the ledger for a request that says its `id`; the path names the rule and the component. */
function callsOf(url: string) {
  return (rule: string, name: string, input: Component = {}): Component => ({
    ...{ name, type: 'api', method: 'POST', url: `${url}/${rule}/${name}`, input },
    ...{ header: { 'x-request': '{request.body.id}' }, outputName: name },
  });
}

/** One that runs another rule for the same request. */
function run(name: string): Component {
  return { name, type: 'rule', method: 'POST', url: name, input: { id: '{request.body.id}' } };
}

function unnamed(component: Component): Component {
  return { ...component, name: undefined, outputName: undefined };
}

function two(rule: string, call: ReturnType<typeof callsOf>): Component[][] {
  return [[call(rule, 'a')], [call(rule, 'b')]];
}

function of(rule: Component, done: readonly string[]): WaitRule {
  return { rule: rule as JsonObject, end: 'success', done };
}

function undoneBy(rule: Component, done: readonly string[]): WaitRule {
  return { rule: rule as JsonObject, end: 'compensated', done };
}
