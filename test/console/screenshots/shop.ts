/** The rules of a shop that is to look like one: several services, and each feature that the console marks. */
interface Endpoint {
  readonly name: string;
  readonly method: string;
  readonly desc: string;
  readonly rule: object;
}

const api = (name: string, url: string, more: object = {}): object => ({
  ...{ name, type: 'api', method: 'POST', url: `{var.SHOP}/${url}`, timeout: 5, outputName: name },
  ...more,
});
const script = (name: string, url: string, input: unknown): object => ({
  ...{ name, type: 'script', url, input, outputName: name },
});

const ORDER_BODY = {
  customer: { type: 'string', required: true },
  lines: {
    type: 'slice',
    required: true,
    minLen: 1,
    items: {
      type: 'object',
      attribute: {
        sku: { type: 'string', required: true },
        count: { type: 'int', min: 1, default: 1 },
      },
    },
  },
  express: { type: 'bool', default: false },
};

const ORDER_LAYERS = [
  [
    api('customer', 'crm/customers/{request.body.customer}', { method: 'GET', isCache: true, cacheTtl: 60 }),
    api('stock', 'warehouse/stock', { desc: 'the warehouse', input: { lines: '{request.body.lines}' } }),
  ],
  [
    script('price', 'shop/price', { lines: '{stock.lines}', group: '{customer.group}' }),
    api('fraud', 'risk/score', {
      ...{ desc: 'the risk service', input: { customer: '{customer.id}' } },
      ...{ retryMaxCount: 2, retryMaxWait: 1, ignoreError: true, fallback: { score: 0 } },
    }),
  ],
  [
    api('payment', 'payments/charge', {
      ...{ desc: 'the payment provider', header: { authorization: 'Bearer {secret.PAYMENT_KEY}' } },
      input: { customer: '{customer.id}', amount: '{price.total}', currency: '{price.currency}' },
      ...{ responseCondition: "{status} == 'captured'", errMsg: 'the payment provider says: {message}' },
      retryMaxCount: 1,
    }),
  ],
  [
    api('shipment', 'warehouse/shipments', { input: { order: '{payment.order}', express: '{request.body.express}' } }),
    api('invoice', 'accounting/invoices', { input: { order: '{payment.order}', total: '{price.total}' } }),
    api('courier', 'couriers/pickup', {
      ...{ condition: '{request.body.express} == true', input: { order: '{payment.order}' } },
    }),
    api('mail', 'mail/send', {
      input: { to: '{customer.email}', text: 'Thank you, {customer.name}!' },
      ignoreError: true,
    }),
  ],
];

export const ENDPOINTS: readonly Endpoint[] = [
  {
    ...{ name: 'shop/orders', method: 'POST', desc: 'Place an order: price it, charge it, ship it.' },
    rule: {
      ...{ record: true, suspend: true, timeout: 30, request: { body: ORDER_BODY }, components: ORDER_LAYERS },
      response: {
        status: 201,
        body: { order: '{payment.order}', total: '{price.total}', shipment: '{shipment.id}', trx: '{trx}' },
      },
    },
  },
  {
    ...{ name: 'shop/orders/:id', method: 'GET', desc: 'One order, with its shipment.' },
    rule: {
      record: true,
      components: [[api('order', 'orders/{request.params.id}', { method: 'GET' })]],
      response: { body: '{order}' },
    },
  },
  {
    ...{ name: 'shop/refunds', method: 'POST', desc: 'Refund; over 500 EUR somebody has to look at it.' },
    rule: {
      ...{ record: true, suspend: true },
      request: { body: { order: { type: 'string', required: true }, amount: { type: 'float', min: 0.01 } } },
      components: [
        [api('order', 'orders/{request.body.order}', { method: 'GET' })],
        [script('review', 'shop/refund', { amount: '{request.body.amount}', order: '{order}' })],
        [api('refund', 'payments/refund', { input: { order: '{order.id}', amount: '{review.amount}' } })],
      ],
      response: { body: { refund: '{refund.id}' } },
    },
  },
  {
    ...{ name: 'warehouse/stock/:sku', method: 'GET', desc: 'How much is left, at most a minute old.' },
    rule: {
      record: true,
      components: [
        [api('stock', 'warehouse/stock/{request.params.sku}', { method: 'GET', isCache: true, cacheTtl: 60 })],
      ],
      response: { body: '{stock}' },
    },
  },
  {
    ...{ name: 'crm/customers/:id', method: 'PUT', desc: 'Change an address, in the CRM and at the warehouse.' },
    rule: {
      ...{ record: true, durable: true },
      components: [
        [api('crm', 'crm/customers/{request.params.id}', { method: 'PUT', input: '{request.body}' })],
        [api('warehouse', 'warehouse/addresses', { input: '{crm}' })],
      ],
      response: { body: '{crm}' },
    },
  },
  {
    ...{ name: 'payments/wechat/notify', method: 'POST', desc: '微信支付结果通知：核对签名，更新订单。' },
    rule: {
      ...{ record: true, suspend: true, request: { type: 'xml' } },
      components: [
        [api('order', 'orders/{request.body.out_trade_no}', { method: 'GET', desc: '订单服务' })],
        [api('settle', 'accounting/settle', { desc: '结算', input: { order: '{order.id}' } })],
      ],
      response: { type: 'xml', body: { return_code: 'SUCCESS', return_msg: 'OK' } },
    },
  },
  {
    ...{ name: 'reports/daily', method: 'GET', desc: 'Sales of a day, from three services.' },
    rule: {
      ...{ record: true, request: { query: { day: { type: 'string', format: 'date', required: true } } } },
      components: [
        ['orders', 'payments', 'returns'].map((name) =>
          api(name, `reports/${name}`, { method: 'GET', input: { day: '{request.query.day}' } }),
        ),
      ],
      response: { body: { orders: '{orders}', payments: '{payments}', returns: '{returns}' } },
    },
  },
  {
    name: 'partners/acme-logistics-europe/v2/shipments/:shipment_id/labels/:format',
    method: 'GET',
    desc: 'A shipping label of a partner.',
    rule: {
      ...{ record: true, suspend: true },
      components: [
        [
          api('label-of-the-partner-in-the-format-asked-for', 'partners/labels', {
            ...{ method: 'GET', input: { id: '{request.params.shipment_id}' } },
            ...{ outputName: 'label', errMsg: 'the partner says: {message}' },
          }),
        ],
      ],
      response: { body: '{label}' },
    },
  },
];

export const SCRIPTS: Readonly<Record<string, string>> = {
  'shop/price': `const DISCOUNT = { gold: 0.9, silver: 0.95 };

/** Adds up the lines, in cents. */
function handler(ctx, { lines, group }) {
  const cents = ctx.step('add up', () => lines.reduce((sum, { price, count }) => sum + Math.round(price * 100) * count, 0));
  const total = Math.round(cents * (DISCOUNT[group] ?? 1)) / 100;
  ctx.log.info(\`\${lines.length} lines, \${total} EUR for \${group ?? 'nobody known'}\`);
  if (total > 100000) ctx.break('orders of this size are made by phone', { code: 'TOO_LARGE', status: 422 });
  return { total, currency: 'EUR' };
}
`,
  'shop/refund': `function handler(ctx, { amount, order }) {
  if (amount > order.total) ctx.break('more than was paid', { code: 'TOO_MUCH', status: 422 });
  if (amount > 500 && !ctx.data.reviewed) ctx.suspend('REVIEW', \`a refund of \${amount} EUR has to be looked at\`);
  return { amount };
}
`,
  'risk/device': `// How much a device is to be trusted, from 0 to 1.
function handler(ctx, { fingerprint, seen }) {
  return { trust: Math.min(1, seen.length / 10) * (fingerprint ? 1 : 0.5) };
}
`,
};

/** What the components of a layer of `largeRule` do, by layer: `load-applicant`, `check-applicant`, … */
export const DEEDS = [
  'load',
  'check',
  'rate',
  'match',
  'price',
  'insure',
  'verify',
  'reserve',
  'sign',
  'file',
  'notify',
  'close',
];

/** A rule of 64 components in 12 layers, in which outputs of several layers go into later ones. */
export function largeRule(): object {
  const counts = [4, 6, 6, 6, 6, 6, 6, 6, 6, 6, 4, 2];
  const subjects = ['applicant', 'address', 'income', 'score', 'sanctions', 'vehicle'];
  const components = counts.map((count, layer) =>
    Array.from({ length: count }, (_one, n) => {
      const subject = subjects[n] ?? '';
      const name = `${DEEDS[layer] ?? ''}-${subject}`;
      const before =
        layer > 0
          ? `{${DEEDS[layer - 1] ?? ''}_${subjects[n % (counts[layer - 1] ?? 1)] ?? ''}.id}`
          : '{request.body.id}';
      const first = layer > 2 ? `{load_${subjects[n % 4] ?? ''}.id}` : '{request.body.id}';
      const outputName = name.replace('-', '_');
      if (n === 3) return { ...script(name, 'risk/device', { seen: [before], fingerprint: first }), outputName };
      return api(name, `insurance/${DEEDS[layer] ?? ''}/${subject}`, {
        ...{ input: { before, first }, outputName },
        ...(n === 1 && { condition: '{request.body.kind} == "full"' }),
        ...(n === 2 && { retryMaxCount: 3 }),
        ...(n === 0 && { isCache: true }),
      });
    }),
  );
  return {
    ...{ record: true, suspend: true, timeout: 60, components },
    request: { body: { id: { type: 'string', required: true }, kind: { type: 'string', enum: ['full', 'basic'] } } },
    response: { body: { policy: '{close_applicant.id}', filed: '{file_address.id}' } },
  };
}
