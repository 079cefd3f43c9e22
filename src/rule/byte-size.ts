const UNITS: Readonly<Record<string, number>> = { '': 1, KiB: 1024, MiB: 1024 ** 2 };

/** The bytes of a size: a whole number, or one with KiB or MiB, such as "20MiB"; undefined: it is none. */
export function bytesOfSize(size: number | string): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)(KiB|MiB)?$/.exec(String(size)) ?? [];
  const bytes = digits === '' ? NaN : Number(digits) * (UNITS[unit] ?? NaN);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
