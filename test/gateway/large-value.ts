/** JSON texts of about 10 MiB, each large in another way. */
export const largeValues: Readonly<Record<string, () => string>> = {
  'one text': () => JSON.stringify({ text: '0123456789abcdef'.repeat(655_000) }),
  'one text full of escapes': () => JSON.stringify({ text: '<a href="x">é</a>\n'.repeat(450_000) }),
  'an object of a million keys': () => `{${numbers(950_000, (at) => `"k${at.toString(36).padStart(5, '0')}":1`)}}`,
  'a million objects': () => `{"list":[${numbers(1_000_000, (at) => `{"a":${at % 10}}`)}]}`,
  'millions of numbers': () => `[${numbers(5_000_000, (at) => at % 10)}]`,
  'long numbers': () => `[${numbers(400_000, (at) => `7615917337495251${at}`)}]`,
  'deep nesting': () => `${'[{"a":'.repeat(100)}[${numbers(1_300_000, (at) => at)}]${'}]'.repeat(100)}`,
  'many rows': () =>
    JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id, name: 'x'.repeat(400), tags: [1, 'a'] }))),
  'a text of white space': () =>
    JSON.stringify(
      Array.from({ length: 90_000 }, (_, id) => ({ id, name: `n${id}` })),
      null,
      8,
    ),
};

function numbers(count: number, of: (at: number) => string | number): string {
  return Array.from({ length: count }, (_, at) => of(at)).join(',');
}
