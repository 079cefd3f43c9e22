interface Line {
  '@sku': string;
  count: number;
}

const CENTS: Record<string, number> = { pen: 150, paper: 420 };

function handler(ctx: { break(reason: string, options?: object): never }, lines: Line[]) {
  let cents = 0;
  for (const line of lines) {
    const each = CENTS[line['@sku']];
    if (each === undefined) ctx.break(`nothing is sold as ${line['@sku']}`, { code: 'NO_SUCH_SKU', status: 422 });
    cents += each * line.count;
  }
  return { total: (cents / 100).toFixed(2), currency: 'EUR' };
}
