/** Told how far a long piece of work is; `note` stands behind the bar. */
export type Progress = (done: number, total: number, note?: string) => void;

type Terminal = Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean };

const WIDTH = 24;
const ERASE_LINE = '\r\u001B[2K';

/** Does `work`, under a bar on stderr that is removed afterwards; without one where stderr is no terminal. */
export async function withProgress<T>(
  what: string,
  work: (advance: Progress) => Promise<T>,
  out: Terminal = process.stderr,
): Promise<T> {
  if (out.isTTY !== true) return work(() => undefined);
  let shown = '';
  const advance: Progress = (done, total, note = '') => {
    const full = Math.round((WIDTH * done) / Math.max(total, 1));
    const percent = Math.floor((100 * done) / Math.max(total, 1));
    const bar = `${what} [${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${percent} %${note === '' ? '' : `  ${note}`}`;
    if (bar === shown) return;
    out.write(bar.length < shown.length ? `${ERASE_LINE}${bar}` : `\r${bar}`);
    shown = bar;
  };
  try {
    return await work(advance);
  } finally {
    if (shown !== '') out.write(ERASE_LINE);
  }
}
