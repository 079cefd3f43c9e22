import { Option } from 'commander';
import type { Command } from 'commander';
import { paint } from '../output.ts';

/** Takes the exit code of a command that ends with another one than 0. */
export type Exit = (code: number) => void;

/**
 * A command and its example, which `--help` shows. An action loads what it needs by itself: `stepgate check` does not wait
 * for a server to be loaded.
 */
export function command(parent: Command, usage: string, description: string, example: string): Command {
  const made = parent.command(usage).description(description).addHelpText('after', `\nExample:\n  ${example}`);
  return tellInOneLine(made);
}

/** What is wrong with the command line, and where to read on. */
export function tellInOneLine(it: Command): Command {
  const outputError = (text: string, write: (line: string) => void): void => {
    const what = text
      .trim()
      .replace(/^error: /, '')
      .replace(/\.?\n\(?/g, ' (')
      .replace(/\.$/, '');
    write(`${paint('red', 'stepgate:', process.stderr)} ${what}; ${pathOf(it)} --help shows how it is used\n`);
  };
  return it.configureOutput({ outputError });
}

function pathOf(it: Command): string {
  return it.parent ? `${pathOf(it.parent)} ${it.name()}` : it.name();
}

export function formatOption(): Option {
  return new Option('--format <format>', 'for people or for programs').choices(['text', 'json']).default('text');
}

/** Of a command that is for programs anyway. */
export function jsonOption(): Option {
  return new Option('--format <format>', 'for programs').choices(['json']).default('json');
}

export function roleOption(): Option {
  const roles = ['viewer', 'operator', 'developer', 'admin'];
  return new Option('--role <role>', 'what it may do').choices(roles).default('viewer');
}
