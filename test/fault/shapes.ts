import type { JsonObject } from '../../src/json.ts';
import { component } from './rules.ts';

/** A kind of rule, and which of its components fail the first time they are called. */
export interface Shape {
  readonly name: string;
  readonly rule: JsonObject;
  /** Once each. */
  readonly failing: readonly string[];
  /** The client is answered before the run has ended. */
  readonly isEarly: boolean;
  /** Components that are called, and so must have been done once when the run has ended well. */
  readonly called: readonly string[];
}

interface ShapeOptions {
  readonly failing?: readonly string[];
  /** Fields of components, by name. */
  readonly more?: Readonly<Record<string, JsonObject>>;
  /** Components that are not called. */
  readonly skipped?: readonly string[];
}

/** Rules of many shapes, whose components all call `url`. */
export function shapes(url: string): Shape[] {
  const durable = { durable: true };
  const suspend = { suspend: true };
  const early = { a: { nowResponse: true } };
  const shape = (name: string, fields: JsonObject, names: string[][], options: ShapeOptions = {}): Shape => {
    const { failing = [], more = {}, skipped = [] } = options;
    const components = names.map((layer) => layer.map((one) => ({ ...component(url, one), ...more[one] })));
    return {
      name,
      rule: { ...fields, components: components as JsonObject[][] },
      failing,
      isEarly: more === early,
      called: names.flat().filter((one) => !skipped.includes(one)),
    };
  };
  const three = [['a'], ['b'], ['c']];
  const wide = [['a', 'b'], ['c', 'd', 'e'], ['f']];
  return [
    shape('durable, one layer', durable, [['a']]),
    shape('durable, two layers', durable, [['a'], ['b']]),
    shape('durable, wide layers', durable, wide),
    shape('durable with a log', { ...durable, record: true }, three),
    shape('durable without layers', durable, []),
    shape('durable with an empty layer', durable, [['a'], [], ['b']]),
    shape('durable, the first layer fails', durable, three, { failing: ['a'] }),
    shape('durable, the second layer fails', durable, three, { failing: ['b'] }),
    shape('durable, the last layer fails', durable, three, { failing: ['c'] }),
    shape('durable, some of a layer fail', durable, wide, { failing: ['c', 'e'] }),
    shape('durable, every layer fails in turn', durable, three, { failing: ['a', 'b', 'c'] }),
    shape('durable, resumes by itself', { ...durable, recover: { auto: true, max: 3, wait: 60 } }, three, {
      failing: ['b'],
    }),
    shape('durable, answers early', durable, three, { more: early }),
    shape('durable, answers early and fails', durable, three, { more: early, failing: ['c'] }),
    shape('durable, skips', durable, three, { more: { b: { condition: '1 == 2' } }, skipped: ['b'] }),
    shape('durable, tries again', durable, three, {
      more: { b: { retryMaxCount: 2, retryMaxWait: 0.01 } },
      failing: ['b'],
    }),
    shape('suspends, the first layer fails', suspend, three, { failing: ['a'] }),
    shape('suspends, some of a layer fail', suspend, wide, { failing: ['c', 'e'] }),
    shape('suspends, with a log', { ...suspend, record: true }, three, { failing: ['c'] }),
    shape('suspends, answers early and fails', suspend, three, { more: early, failing: ['b'] }),
    shape('suspends, and does not have to', suspend, three),
    shape('only records', { record: true }, three),
  ];
}
