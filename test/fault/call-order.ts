import type { LedgerCall } from './ledger.ts';

/**
 * What of a run was called again although it was kept, or its undoing although that was: a layer, inside flows too, after
 * a later one of the same list; an element of `serial`, which has one under way, after a later one had come to its second
 * layer; what undoes a layer, or an element of `one`, after what undoes an earlier one; and anything forward after that.
 */
export function calledAgain(calls: readonly LedgerCall[]): string[] {
  const latest = new Map<string, number>();
  let keptBefore = 0;
  let isUndoing = false;
  return calls.flatMap(({ trx, layer, component }) => {
    const undoes = component.endsWith('-undo');
    const places = placesOf(layer, component);
    const goesBack = places.some(([where, at]) => {
      const before = latest.get(`${undoes}${where}`);
      return before !== undefined && (undoes ? at > before : at < before);
    });
    for (const [where, at] of places) latest.set(`${undoes}${where}`, at);
    const [, index = '', inner = ''] = /^serial\[(\d+)\]\/(\d+)-/.exec(component) ?? [];
    const isKept = index !== '' && Number(index) < keptBefore;
    if (inner === '2') keptBefore = Math.max(keptBefore, Number(index));
    const isForward = isUndoing && !undoes;
    isUndoing ||= undoes;
    return goesBack || isKept || isForward ? [`${trx}-${layer}-${component}`] : [];
  });
}

/** The lists of layers that a call is in, with its layer there. */
function placesOf(layer: number, component: string): [where: string, at: number][] {
  const [, flow = '', inner = '0'] = /^(.+)\/(\d+)-/.exec(component) ?? [];
  const [, element] = /^one\[(\d+)\]-undo$/.exec(component) ?? [];
  return [
    ['', layer],
    ...(flow === '' ? [] : [[flow, Number(inner)] satisfies [string, number]]),
    ...(element === undefined ? [] : [['one', Number(element)] satisfies [string, number]]),
  ];
}
