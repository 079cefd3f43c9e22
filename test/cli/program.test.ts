import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';
import { folderWith, stepgate } from './stepgate.ts';

const program = createProgram(() => undefined);

/** The commands that do something, with their names as they are typed. */
function commandsOf(parent: Command, name = ''): { readonly name: string; readonly command: Command }[] {
  const own = parent.commands.map((command) => ({ name: `${name} ${command.name()}`.trim(), command }));
  return own.flatMap((one) => (one.command.commands.length === 0 ? [one] : commandsOf(one.command, one.name)));
}

function helpOf(command: Command): string {
  const written: string[] = [];
  command.configureOutput({ writeOut: (text) => written.push(text) });
  command.outputHelp();
  return written.join('');
}

describe('the command line', () => {
  const commands = commandsOf(program);

  it('has the commands of the specification', () => {
    assert.deepEqual(commands.map(({ name }) => name).sort(), [
      ...[
        'audit verify',
        'cancel',
        'check',
        'compensate',
        'export',
        'import',
        'init',
        'migrate',
        'openapi',
        'preview',
        'recover',
      ],
      ...['rotate-key', 'run', 'runs', 'secret delete', 'secret list', 'secret set', 'show', 'start'],
      ...['token add', 'token list', 'token remove'],
      ...['user add', 'user disable', 'user enable', 'user list', 'user password', 'worker'],
    ]);
  });

  for (const { name, command } of commands) {
    it(`shows the options and an example of ${name} with --help`, () => {
      const help = helpOf(command);
      assert.match(help, new RegExp(`^Usage: stepgate ${name}`));
      assert.match(help, new RegExp(`\\nExample:\\n {2}.*stepgate ${name}`));
    });
  }

  it('prints JSON with --format json, whatever the command', () => {
    const others = commands.filter(({ command }) => !command.options.some(({ long }) => long === '--format'));
    assert.deepEqual(
      others.map(({ name }) => name),
      ['start', 'worker'],
    );
  });

  it('shows colours where they are asked for, and none in a pipe', async () => {
    const cwd = folderWith({ 'rules/a.json': '{"name":"a","method":"GET","rule":{}}' });
    assert.equal((await stepgate(cwd, ['check'])).stdout, '1 file, 0 errors, 0 warnings\n');
    const { stdout } = await stepgate(cwd, ['check'], { FORCE_COLOR: '1' });
    assert.equal(stdout, '\u001B[32m1 file, 0 errors, 0 warnings\u001B[39m\n');
  });

  it('exits with 0 after --help, and leaves nothing behind', async () => {
    const cwd = folderWith({});
    const { code, stdout } = await stepgate(cwd, ['start', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: stepgate start/);
    assert.ok(!existsSync(path.join(cwd, 'data')));
  });

  it('names the nearest command, and exits with 2', async () => {
    const { code, stderr } = await stepgate(folderWith({}), ['chek']);
    assert.equal(code, 2);
    assert.equal(
      stderr,
      "stepgate: unknown command 'chek' (Did you mean check?); stepgate --help shows how it is used\n",
    );
  });

  it('says in one line what is wrong with arguments and options, and exits with 2', async () => {
    const cwd = folderWith({});
    for (const [args, says] of [
      [['run', 'GET'], "stepgate: missing required argument 'name'; stepgate run --help shows how it is used\n"],
      [
        ['token', 'add', 'ci', '--rol', 'x'],
        "stepgate: unknown option '--rol' (Did you mean --role?); stepgate token add --help shows how it is used\n",
      ],
      [['run', 'GTE', 'a'], /^stepgate: GTE is no method of a rule; expected one of GET, [^\n]*\n$/],
    ] as const) {
      const { code, stderr } = await stepgate(cwd, args);
      assert.equal(code, 2);
      if (typeof says === 'string') assert.equal(stderr, says);
      else assert.match(stderr, says);
    }
  });
});
