/** As the rule's schema says of names. */
const LONGEST = 255;

/** A name that nobody has yet: `coupon`, then `coupon2`, `coupon3`. */
export function freshName(wanted: string, used: ReadonlySet<string>): string {
  if (!used.has(wanted)) return wanted;
  const [, stem = wanted, digits = ''] = /^(.*?)(\d*)$/s.exec(wanted) ?? [];
  // A number beyond 2^53 would not grow.
  for (let number = digits.length > 9 ? 2 : Math.max(2, Number(digits) + 1); ; number++) {
    const end = String(number);
    const name = stem.slice(0, LONGEST - end.length) + end;
    if (!used.has(name)) return name;
  }
}
