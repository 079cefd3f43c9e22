import fc from 'fast-check';
import type { Json } from '../../../src/json.ts';
import type { Act, Arrival, Interruption, ProgramRequest, Reaction, Recovery, Site, World } from '../program.ts';
import type { PlacedSite } from './place.ts';
import { reactions, steadyReaction, undoReactions } from './reaction.ts';
import { acts } from './script.ts';

/** A world before it knows the sites of its rule. */
export interface WorldDraft extends Omit<World, 'upstream'> {
  /** What sites do: the n-th site does what the n-th of these says, and so on in a circle. */
  readonly reactions: readonly (readonly Reaction[])[];
  readonly acts: readonly (readonly Act[])[];
  readonly undo: readonly (readonly Reaction[])[];
}

const request: fc.Arbitrary<ProgramRequest> = fc
  .tuple(
    fc.constantFrom('POST', 'PUT'),
    fc.constantFrom<ProgramRequest['query']>({}, { q: 'ü & /' }, { many: ['1', 'vip'], q: '..' }),
    fc.constantFrom<ProgramRequest['header']>({}, { 'x-tenant': 'acme' }),
    fc.constantFrom<Json>(
      { phone: '0171', count: 7, tags: ['vip', 7], items: [{ sku: 'a/b' }, { sku: null }], path: '..' },
      { phone: '', count: 0, tags: [], items: [] },
      { phone: null },
      null,
      ['vip'],
    ),
  )
  .map(([method, query, header, body]) => ({
    method,
    path: '/ps/model/7',
    params: { id: '7' },
    query,
    header,
    body,
    ip: '127.0.0.1',
  }));

const interruption: fc.Arbitrary<Interruption | null> = fc.oneof(
  { weight: 7, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('timeout', 'cancel', 'hold'), after: fc.nat(6) }) },
);

const value = fc.constantFrom<Json>({ code: 0, data: { id: 7, list: ['vip'] } }, ['vip'], 'ok', 7, null, {
  one: { two: 7 },
  y: 1,
});

const recovery: fc.Arbitrary<Recovery> = fc.record({
  data: fc.dictionary(fc.constantFrom('a', 'b', 'user', 'x', 'deep', 'response'), value, { maxKeys: 2 }),
  interruption,
});

const arrival: fc.Arbitrary<Arrival> = fc.record({
  kind: fc.constantFrom('comes', 'comes', 'comes', 'comes', 'time', 'time', 'time', 'cancel', 'compensate'),
  which: fc.nat(3),
  approved: fc.constantFrom(true, true, false),
  data: value,
});

const callingBack = fc.record({ after: fc.constantFrom(0, 0, 1, 2), which: fc.nat(3), data: value });

const instead: fc.Arbitrary<Recovery> = fc.constantFrom('compensate', 'compensate', 'cancel').map((kind) => ({
  data: {},
  interruption: null,
  instead: kind,
}));

/** A world for whatever rule. */
export const worldDraft: fc.Arbitrary<WorldDraft> = fc.record({
  request,
  reactions: fc.array(reactions, { minLength: 1, maxLength: 7 }),
  acts: fc.array(acts, { minLength: 1, maxLength: 3 }),
  undo: fc.array(undoReactions, { minLength: 1, maxLength: 4 }),
  arrivals: fc.array(arrival, { maxLength: 4 }),
  callbacks: fc.array(callingBack, { minLength: 1, maxLength: 2 }),
  order: fc.array(fc.nat(4), { minLength: 1, maxLength: 5 }),
  interruption,
  recoveries: fc.array(fc.oneof({ weight: 4, arbitrary: recovery }, { weight: 1, arbitrary: instead }), {
    maxLength: 3,
  }),
});

/** The world of a rule that has these sites. */
export function worldOf(
  { reactions: ofApis, undo: ofUndo, acts: ofScripts, ...rest }: WorldDraft,
  sites: readonly PlacedSite[],
): World {
  const reactionsAt = ({ kind }: PlacedSite, index: number): World['upstream'][Site] => {
    if (kind === 'script') return ofScripts[index % ofScripts.length] ?? [];
    if (kind === 'quiet') return (ofScripts[index % ofScripts.length] ?? []).map(({ end }) => ({ end }));
    if (kind === 'undo') return ofUndo[index % ofUndo.length] ?? [];
    return kind === 'steady' ? [steadyReaction] : (ofApis[index % ofApis.length] ?? []);
  };
  const upstream = sites.map((site, index) => [site.site, reactionsAt(site, index)] as const);
  // URLs that are one placeholder come in the request.
  const links = sites.map(({ site }) => [site, `http://up.test/${site}/a%20b?x=%C3%BC`] as const);
  const params = { ...rest.request.params, ...(Object.fromEntries(links) as Record<string, string>) };
  return { ...rest, upstream: Object.fromEntries(upstream), request: { ...rest.request, params } };
}
