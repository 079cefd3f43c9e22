import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CliError, EXIT } from './cli-error.ts';

/** As over the admin API. */
const SHORTEST = 8;

/** A new password: asked for twice on a terminal, unseen; else the first line of stdin. */
export async function readNewPassword(): Promise<string> {
  const password = process.stdin.isTTY ? await askTwice() : ((await text(process.stdin)).split(/\r?\n/)[0] ?? '');
  if (password.length < SHORTEST) {
    throw new CliError(`the password has ${password.length} characters; ${SHORTEST} at least are needed`, EXIT.usage);
  }
  return password;
}

async function askTwice(): Promise<string> {
  const password = await askUnseen('password: ');
  if ((await askUnseen('once more: ')) === password) return password;
  throw new CliError('the two passwords differ; nothing was changed');
}

/** One line that is typed on the terminal, unseen. */
export async function askUnseen(question: string): Promise<string> {
  process.stderr.write(question);
  // What readline writes is what is typed: it goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
