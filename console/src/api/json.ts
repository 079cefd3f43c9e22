/** A number that a double would round: it stays the text it came as, and `JSON.stringify` writes it so. */
export interface LongNumber {
  readonly rawJSON: string;
}

interface WithRawJson {
  rawJSON?: (text: string) => LongNumber;
  isRawJSON?: (value: unknown) => boolean;
}

const json = JSON as WithRawJson;

/** Text without these has no number that a double rounds; asking for each number's source is slow. */
const MAY_BE_LONG = /\d{16}|\d\.\d{15}|\d[eE][+-]?\d{3}/;

/** `JSON.parse`, but numbers keep their digits. */
export function parseJson(text: string): unknown {
  if (json.rawJSON === undefined || !MAY_BE_LONG.test(text)) return JSON.parse(text);
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
}

/** Whether `value` is a number that JSON.parse would have rounded. */
export function isLongNumber(value: unknown): value is LongNumber {
  return json.isRawJSON?.(value) ?? false;
}

function keepDigits(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined || digitsOf(String(value)) === digitsOf(source)) return value;
  return json.rawJSON?.(source) ?? value;
}

/** What two writings of one number have in common: digits and exponent, without padding zeros. */
function digitsOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return whole === '' ? text : '0';
  return `${sign}${digits}e${Number(exponent) - fraction.length + all.length - digits.length}`;
}
