import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';

const ROOT = path.join(import.meta.dirname, '../../../..');

/** What a file imports when it runs, types left out. */
function importsOf(file: string): string[] {
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  });
  return ts.preProcessFile(outputText).importedFiles.map(({ fileName }) => fileName);
}

const own = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'rule-arbitrary.ts')
  .map((name) => path.join(import.meta.dirname, name));

describe("the designer's model in a browser", () => {
  it('loads nothing of Node.js and no package, itself or by what it takes of the rule language', () => {
    const seen = new Set(own);
    for (const file of seen) {
      for (const specifier of importsOf(file)) {
        assert.ok(specifier.startsWith('.'), `${path.relative(ROOT, file)} imports ${specifier}`);
        if (specifier.endsWith('.ts')) seen.add(path.resolve(path.dirname(file), specifier));
      }
    }
    assert.ok([...seen].some((file) => file.endsWith('src/rule/placeholder.ts')));
  });

  it('meets the gateway in one file', () => {
    const outside = own.filter((file) => importsOf(file).some((specifier) => specifier.startsWith('..')));
    assert.deepEqual(
      outside.map((file) => path.basename(file)),
      ['rule-language.ts'],
    );
  });
});
