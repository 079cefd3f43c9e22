/** JSON texts of about so many MiB, each large in another way. */
export const largeValues: Readonly<Record<string, (mib: number) => string>> = {
  'one text': (mib) => JSON.stringify({ text: '0123456789abcdef'.repeat(mib * 65_500) }),
  'one text full of escapes': (mib) => JSON.stringify({ text: '<a href="x">é</a>\n'.repeat(mib * 45_000) }),
  'an object of a million keys': (mib) =>
    `{${numbers(mib * 95_000, (at) => `"k${at.toString(36).padStart(5, '0')}":1`)}}`,
  'a million objects': (mib) => `{"list":[${numbers(mib * 100_000, (at) => `{"a":${at % 10}}`)}]}`,
  'millions of numbers': (mib) => `[${numbers(mib * 500_000, (at) => at % 10)}]`,
  'long numbers': (mib) => `[${numbers(mib * 40_000, (at) => `7615917337495251${at}`)}]`,
  'deep nesting': (mib) => `${'[{"a":'.repeat(100)}[${numbers(mib * 130_000, (at) => at)}]${'}]'.repeat(100)}`,
  'many rows': (mib) =>
    JSON.stringify(Array.from({ length: mib * 2000 }, (_, id) => ({ id, name: 'x'.repeat(400), tags: [1, 'a'] }))),
  'a text of white space': (mib) =>
    JSON.stringify(
      Array.from({ length: mib * 9000 }, (_, id) => ({ id, name: `n${id}` })),
      null,
      8,
    ),
};

function numbers(count: number, of: (at: number) => string | number): string {
  return Array.from({ length: count }, (_, at) => of(at)).join(',');
}
