import fc from 'fast-check';

const literal = fc.constantFrom(
  '0',
  '1',
  '7',
  '1.5',
  "''",
  "'7'",
  "'vip'",
  "'ok'",
  'null',
  'true',
  'false',
  "['vip', 7]",
);
const comparison = fc.constantFrom('==', '!=', '===', '!==', '<', '<=', '>', '>=');
const method = fc.constantFrom('includes', 'startsWith', 'endsWith');
const arithmetic = fc.constantFrom('+', '-', '*', '/', '%');

/** A condition over placeholders of `path`. Most are bools; some fail, as some conditions do. */
export function condition(path: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const value = path.map((one) => `{${one}}`);
  const simple = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(value, comparison, literal).map((parts) => parts.join(' ')) },
    { weight: 2, arbitrary: fc.tuple(value, comparison, value).map((parts) => parts.join(' ')) },
    {
      weight: 2,
      arbitrary: fc.tuple(value, method, literal).map(([one, name, it]) => `{${one.slice(1, -1)}}.${name}(${it})`),
    },
    { weight: 3, arbitrary: fc.tuple(value, literal).map(([one, it]) => `(${one} ?? []).includes(${it})`) },
    {
      weight: 1,
      arbitrary: fc.tuple(value, literal).map(([one, it]) => `(${one}?.data?.list?.includes(${it}) ?? false)`),
    },
    { weight: 1, arbitrary: value.map((one) => `${one}.length > 1`) },
    { weight: 1, arbitrary: value.map((one) => `${one}.data?.list[0] === 7`) },
    { weight: 1, arbitrary: value.map((one) => `'code' in ${one}`) },
    { weight: 1, arbitrary: value.map((one) => `'code' in (${one} ?? [])`) },
    { weight: 1, arbitrary: value.map((one) => `Boolean(${one})`) },
    { weight: 1, arbitrary: value.map((one) => `String(${one}).trim().toUpperCase().slice(0, 2) == 'OK'`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(value, value)
        .map(([a, b]) => `Math.max(Number(${a}), 1) >= Math.min(2, Math.abs(Number(${b})))`),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(value, arithmetic, literal, arithmetic, value).map((parts) => `${parts.join(' ')} > -1`),
    },
    { weight: 1, arbitrary: value },
    { weight: 1, arbitrary: fc.constantFrom('true', 'false') },
  );
  return fc.oneof(
    { weight: 5, arbitrary: simple },
    { weight: 1, arbitrary: fc.tuple(simple, simple, simple).map(([a, b, c]) => `${a} && ${b} || ${c}`) },
    { weight: 1, arbitrary: fc.tuple(simple, simple).map(([a, b]) => `!(${a}) && (${b})`) },
    { weight: 1, arbitrary: fc.tuple(simple, simple, simple).map(([a, b, c]) => `(${a}) ? ${b} : ${c}`) },
  );
}
