/** What the gateway says of a script; both from 1. */
export interface ScriptDiagnostic {
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** The offsets of what stands at a line and column: a word, else one character. A place outside the text is its end. */
export function rangeAt(text: string, { line = 1, column = 1 }: ScriptDiagnostic): { from: number; to: number } {
  const lines = text.split('\n');
  const above = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const content = lines[line - 1] ?? '';
  const start = Math.min(column - 1, content.length);
  const word = /^[\w$]+|^[^]/u.exec(content.slice(start))?.[0].length ?? 0;
  const from = Math.min(above + start, text.length);
  // At a line's end there is nothing to mark but its last character.
  return word === 0 && start > 0 ? { from: from - 1, to: from } : { from, to: Math.min(from + word, text.length) };
}
