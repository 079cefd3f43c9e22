import { text } from 'node:stream/consumers';
import type { Config } from '../config.ts';
import { StepgateError } from '../error.ts';
import { allEntries } from '../store/result-page.ts';
import { CliError, EXIT } from './cli-error.ts';
import { printResult, printRows } from './output.ts';
import type { Format } from './output.ts';
import { askUnseen } from './read-password.ts';
import { withSource } from './source/with-source.ts';
import type { Place } from './source/with-source.ts';

interface SecretOptions extends Place {
  readonly format: Format;
}

/* As over the admin API. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,254}$/;
const LARGEST_BYTES = 65_536;

/** `stepgate secret list`: names and fingerprints, never a value. */
export function listSecrets(config: Config, options: SecretOptions): Promise<void> {
  return withSource(config, options, async (source) => {
    const all = await allEntries((place) => source.secrets(undefined, place));
    const rows = all.map(({ name, description, length, sha256_prefix, operator, updated_at }) => ({
      ...{ name, length, sha256_prefix, updated_at, operator, description },
    }));
    printRows(rows, options.format);
  });
}

/** `stepgate secret set`: adds or changes one; its value is asked for unseen, or is what stdin holds. */
export async function setSecret(
  config: Config,
  name: string,
  options: SecretOptions & { readonly description?: string },
): Promise<void> {
  if (!NAME.test(name))
    throw new CliError(`${name} is no name of a secret: letters, digits, _ and -, which is not first`, EXIT.usage);
  const content = await readValue();
  return withSource(config, options, async (source) => {
    const done = await source.saveSecret(name, content, options.description);
    printResult(options.format, { name, [done]: true }, `secret ${name} is ${done}; the next run uses it`);
  });
}

/** @throws CliError no value, or too large a one. */
async function readValue(): Promise<string> {
  // The last line break is the file's, not the value's.
  const value = process.stdin.isTTY ? await askUnseen('value: ') : (await text(process.stdin)).replace(/\r?\n$/, '');
  const bytes = Buffer.byteLength(value);
  if (bytes > 0 && bytes <= LARGEST_BYTES) return value;
  throw new CliError(
    `the value has ${bytes} bytes, expected 1 to ${LARGEST_BYTES}: type it, or give it on stdin (… < FILE)`,
    EXIT.usage,
  );
}

/** `stepgate secret delete` */
export function deleteSecret(
  config: Config,
  name: string,
  options: SecretOptions & { readonly force: boolean },
): Promise<void> {
  return withSource(config, options, async (source) => {
    await source.removeSecret(name, options.force).catch((error: unknown) => {
      throw explained(error, source.option);
    });
    printResult(options.format, { name, deleted: true }, `secret ${name} is deleted`);
  });
}

function explained(error: unknown, option: string): unknown {
  if (!(error instanceof StepgateError)) return error;
  if (error.code === '000404') return new CliError(`${error.message}; stepgate secret list${option} shows all names`);
  if (error.code === '000409') return new CliError(error.message.replace('add "force": true', 'add --force'));
  return error;
}
