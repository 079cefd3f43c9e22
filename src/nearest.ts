/** Edits (insert, delete, replace) that lead from `a` to `b`. */
export function distance(a: string, b: string): number {
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(a).entries()) {
    let left = row + 1;
    let diagonal = row;
    const current = [left];
    for (const [column, above] of last.slice(1).entries()) {
      left = Math.min(diagonal + (letter === b[column] ? 0 : 1), above + 1, left + 1);
      current.push(left);
      diagonal = above;
    }
    last = current;
  }
  return last.at(-1) ?? 0;
}

/** The candidate with the fewest edits from `text`, case aside; undefined: none, or none with at most `most` edits. */
export function nearest(text: string, candidates: Iterable<string>, most = Infinity): string | undefined {
  const wanted = text.toLowerCase();
  let best: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < fewest && edits <= most) [best, fewest] = [candidate, edits];
  }
  return best;
}
