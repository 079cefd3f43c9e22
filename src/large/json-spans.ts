/** `end`, or the begin of the escape, or pair of them, that it would cut; `start` cuts none. */
export function beforeEscape(text: string, start: number, end: number): number {
  const whole = beginOfEscape(text, start, end);
  const isHalf = /^\\u[dD][89abAB]/.test(text.slice(whole - 6, whole));
  return isHalf && beginOfEscape(text, start, whole - 1) === whole - 6 ? whole - 6 : whole;
}

/** `end`, or the begin of the escape that it would cut. */
function beginOfEscape(text: string, start: number, end: number): number {
  const backslash = text.slice(end - 5, end).lastIndexOf('\\') + end - 5;
  if (text[backslash] !== '\\') return end;
  let first = backslash;
  while (first > start && text[first - 1] === '\\') first--;
  // Where it is an escaped one itself, it begins none.
  return (backslash - first) % 2 === 0 ? backslash : end;
}

/** White space of JSON, and nothing else. */
export function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return false;
  }
  return true;
}
