/** The same body as a plain handler, as one that provably needs no isolate of its own, and as an async one. */
export const KINDS = [
  ['plain', (body: string) => `function handler(ctx, input) { ${body.replaceAll('await ', '')} }`],
  [
    'plain and blocking',
    (body: string) => `function handler(c, input) { const ctx = c; ${body.replaceAll('await ', '')} }`,
  ],
  ['async', (body: string) => `async function handler(ctx, input) { ${body} }`],
] as const;
