import type { Gateway } from '../../fixture/gateway.ts';
import { button, card } from '../fixture/drawing.ts';
import type { Scene, Shot } from './shots.ts';

const NAME = 'shop/fulfilment';

/** A rule with a flow of two cases and a loop, of which some elements fail. */
function fulfilment(shop: string): object {
  const stock = { name: 'stock', type: 'api', url: `${shop}/warehouse/stock/pen`, outputName: 'stock' };
  const label = { name: 'label', type: 'transform', input: '{request.body.order}', expression: '"label-" & $' };
  const courier = [[{ ...label, outputName: 'label' }], [{ ...stock, name: 'courier', outputName: 'courier' }]];
  const cases = [
    { when: '{request.body.express} == true', components: courier },
    { components: [[{ ...label, name: 'letter', outputName: 'letter' }]] },
  ];
  const reserve = {
    ...{ name: 'reserve', type: 'api', foreach: '{request.body.lines}', as: 'line', outputName: 'reserved' },
    url: '{var.SELF}/ps/shop/reservations/{line}',
  };
  return {
    ...{ record: true, suspend: true },
    request: { body: { order: { type: 'string' }, express: { type: 'bool' }, lines: { type: 'slice' } } },
    components: [
      [{ name: 'ship', type: 'flow', cases, outputName: 'ship' }],
      [reserve, { ...stock, name: 'invoice', outputName: 'invoice' }],
    ],
    response: { body: { ship: '{ship}', reserved: '{reserved}' } },
  };
}

async function run(gateway: Gateway): Promise<string> {
  await gateway.rule('shop/reservations/:n', 'GET', {
    request: { params: { n: { type: 'int', max: 2 } } },
    response: { body: { reserved: true } },
  });
  await gateway.rule(NAME, 'POST', fulfilment('{var.SHOP}'));
  const body = { order: 'A-4711', express: true, lines: [1, 2, 3, 4] };
  return (await gateway.call('POST', NAME, body)).headers.get('trx') ?? '';
}

const runAt =
  (folder: string) =>
  async ({ console_ }: Scene) =>
    `${folder}/${await run(console_.gateway)}`;

async function ruleAt({ console_ }: Scene): Promise<string> {
  await run(console_.gateway);
  return `rules/POST/${NAME}`;
}

/** Flows and loops: drawn, run, and recovered in parts. */
export const FLOWS: readonly Shot[] = [
  { name: 'designer-flow', at: ruleAt, act: (page) => card(page, 'ship').click() },
  {
    name: 'designer-flow-inside',
    at: ruleAt,
    act: async (page) => {
      await card(page, 'ship').dblclick();
      await card(page, 'courier').click();
    },
  },
  // What has failed is unfolded from the start.
  { name: 'run-elements', at: runAt('runs') },
  {
    name: 'run-folded',
    at: runAt('runs'),
    act: (page) => button(page, '4 entries inside reserve').click(),
  },
  { name: 'recovery-elements', at: runAt('recovery') },
  { name: 'recovery-elements-390', at: runAt('recovery'), width: 390, height: 844, themes: ['light'] },
];
