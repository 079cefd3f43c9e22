/** The HTTP status of an answer; refusals and failures in their colours. Undefined: nothing is shown. */
export function HttpStatus({ status }: { readonly status: number | null | undefined }) {
  if (status === null || status === undefined) return null;
  return <span style={{ color: colorOf(status), fontVariantNumeric: 'tabular-nums', fontWeight: 500 }}>{status}</span>;
}

function colorOf(status: number): string | undefined {
  if (status >= 500) return 'var(--mantine-color-red-light-color)';
  return status >= 400 || status === 202 ? 'var(--mantine-color-orange-light-color)' : undefined;
}
