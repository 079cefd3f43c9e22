import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';

const ROOT = path.join(import.meta.dirname, '..');

/** Files in `src/` itself, and a folder, that any folder may import: they import nothing but each other. */
const LEAVES = [
  'abort.ts',
  'base64.ts',
  'charset.ts',
  'clock.ts',
  'code-point.ts',
  'content-coding.ts',
  'error.ts',
  'error-kind.ts',
  'http-header.ts',
  'json-diagnostic.ts',
  'json.ts',
  'json-text.ts',
  'large',
  'long-number.ts',
  'make-folder.ts',
  'nearest.ts',
  'negotiate.ts',
  'own-file.ts',
  'raw-body.ts',
  'repeat.ts',
  'spread-header.ts',
  'spread-query.ts',
  'turns.ts',
  'within.ts',
  'url-credentials.ts',
  'utf8-file.ts',
  'wire-header.ts',
  'xml-list.ts',
  'xml-text.ts',
];

/**
 * What each folder of `src/` may import of the others. `types` are erased when the program runs: they are the seams that
 * a folder implements or is handed, and make no part depend on another one's code.
 */
const MAY_IMPORT: Readonly<Record<string, { readonly code: readonly string[]; readonly types: readonly string[] }>> = {
  large: { code: [], types: [] },
  rule: { code: [], types: [] },
  engine: { code: ['rule'], types: [] },
  codec: { code: [], types: ['rule'] },
  outbound: { code: [], types: [] },
  sandbox: { code: [], types: [] },
  component: { code: ['codec', 'engine', 'rule', 'sandbox'], types: ['outbound'] },
  store: { code: ['engine', 'schedule'], types: [] },
  schedule: { code: ['rule'], types: ['engine'] },
  registry: { code: ['rule'], types: ['sandbox', 'store'] },
  redis: { code: ['store'], types: ['engine'] },
  observe: { code: [], types: ['engine', 'rule', 'sandbox', 'store'] },
  http: { code: ['codec', 'engine'], types: ['rule'] },
  admin: { code: ['codec', 'engine', 'http', 'rule', 'schedule', 'store'], types: ['registry', 'sandbox'] },
  gateway: { code: ['codec', 'engine', 'http', 'rule'], types: ['registry', 'schedule', 'store'] },
  server: { code: ['admin', 'engine', 'gateway', 'http'], types: ['sandbox', 'store'] },
};

/** Only the wiring sees everything. */
const SEES_ALL = ['cli', 'main.ts', 'index.ts'];

const IO = /^node:(?:fs|net|http|https|http2|dns|tls|dgram|child_process|worker_threads|sqlite|os|process|timers)\b/;
const IO_PACKAGES = ['undici', 'fastify', 'kysely', 'mysql2', 'isolated-vm', 'pino'];
const VAGUE_NAME = /(?:^|-)(?:utils?|helpers?|common|managers?|misc)(?:-|\.|$)/i;

interface Import {
  readonly from: string;
  /** A file of the project, relative to its root, or a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
    .sort();
}

const files = filesBelow('src');
const sources = new Map(files.map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]));

function importsOf(file: string, text: string): Import[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      const typeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || hasOnlyTypes(node)
        : node.isTypeOnly;
      add(node.moduleSpecifier, typeOnly);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  const add = (specifier: ts.Expression | undefined, typeOnly: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return;
    const { text: name } = specifier;
    const to = name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name;
    found.push({ from: file, to, typeOnly });
  };
  visit(tree);
  return found;
}

/** `import { type A }`. */
function hasOnlyTypes({ importClause }: ts.ImportDeclaration): boolean {
  const named = importClause?.namedBindings;
  if (named === undefined || !ts.isNamedImports(named) || importClause?.name !== undefined) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

const imports = [...sources].flatMap(([file, text]) => importsOf(file, text));
const inProject = imports.filter(({ to }) => to.startsWith('src/'));

/** `src/rule/text/parse.ts` is of `rule`, `src/error.ts` of itself. */
const partOf = (file: string): string => file.split('/')[1] ?? '';

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const [here, there] = [partOf(from), partOf(to)];
  if (here === there || SEES_ALL.includes(here)) return true;
  if (LEAVES.includes(there)) return true;
  // The configuration is files of its own, which nothing but the wiring reads.
  if (here.startsWith('config')) return there.startsWith('config');
  const { code, types } = MAY_IMPORT[here] ?? { code: [], types: [] };
  return code.includes(there) || (typeOnly && types.includes(there));
}

/** The first cycle among files, code and types alike. */
function cycleAmong(edges: readonly Import[]): string[] | undefined {
  const next = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): string[] | undefined => {
    const seen = way.indexOf(file);
    if (seen !== -1) return [...way.slice(seen), file];
    if (done.has(file)) return undefined;
    for (const { to } of next.get(file) ?? []) {
      const cycle = walk(to, [...way, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of files) {
    const cycle = walk(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

describe('the architecture', () => {
  it('has every folder of src in its table', () => {
    const folders = new Set(files.filter((file) => file.split('/').length > 2).map(partOf));
    assert.deepEqual([...folders].sort(), [...Object.keys(MAY_IMPORT), 'cli'].sort());
  });

  it('has only imports that its table allows', () => {
    const forbidden = inProject.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} imports ${to}`);
    assert.deepEqual(forbidden, []);
  });

  it('has no cycle of files, types included', () => {
    assert.equal(cycleAmong(inProject), undefined);
  });

  it('has leaves that import nothing but each other', () => {
    const heavy = inProject.filter(({ from, to }) => LEAVES.includes(partOf(from)) && !LEAVES.includes(partOf(to)));
    assert.deepEqual(heavy, []);
  });

  it('reads the environment in config.ts only', () => {
    const readers = [...sources]
      .filter(([, text]) => /process\s*\.\s*env|process\s*\[/.test(text))
      .map(([file]) => file);
    assert.deepEqual(readers, ['src/config.ts']);
  });

  it('does no I/O, and reads no clock, in the rule language', () => {
    const io = imports.filter(
      ({ from, to }) => partOf(from) === 'rule' && (IO.test(to) || IO_PACKAGES.includes(to) || to === 'src/clock.ts'),
    );
    assert.deepEqual(io, []);
    const timed = files.filter(
      (file) => partOf(file) === 'rule' && /Date\.now|performance\./.test(sources.get(file) ?? ''),
    );
    assert.deepEqual(timed, []);
  });

  it('has no file over 300 lines', () => {
    const lines = (text: string): number => text.split('\n').length - 1;
    const long = [...sources].filter(([, text]) => lines(text) > 300).map(([file]) => file);
    assert.deepEqual(long, []);
  });

  it('has no file with a name that says nothing', () => {
    assert.deepEqual(
      files.filter((file) => VAGUE_NAME.test(path.basename(file))),
      [],
    );
  });

  it('has files whose names are words joined by hyphens', () => {
    assert.deepEqual(
      files.filter((file) => !/^[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/.test(path.basename(file))),
      [],
    );
  });
});
