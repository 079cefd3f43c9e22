/** Whether a result is judged a success, so that it may be kept. A failure that has an output is one all the same. */
export function accepts(judged: () => unknown): boolean {
  try {
    return judged() === undefined;
  } catch {
    return false;
  }
}
