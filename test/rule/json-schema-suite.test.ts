/**
 * The required tests of the official JSON Schema Test Suite (draft 2020-12), through `bodySchema`. They run where
 * TEST_JSON_SCHEMA_SUITE names a checkout of github.com/json-schema-org/JSON-Schema-Test-Suite.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import type { TestContext } from 'node:test';
import type { Json, JsonObject } from '../../src/json.ts';
import { createDiagnostics } from '../../src/rule/diagnostics.ts';
import { compileBodySchema } from '../../src/rule/request/body-schema.ts';

interface Group {
  readonly description: string;
  readonly schema: JsonObject | boolean;
  readonly tests: readonly { readonly description: string; readonly data: Json; readonly valid: boolean }[];
}

const suite = process.env.TEST_JSON_SCHEMA_SUITE;

// No npm package holds the suite of this draft: where there is no checkout, the vectors of body-schema.test.ts count.
if (suite !== undefined) {
  it('passes the JSON Schema Test Suite, but for remote schemas', (test) => runSuite(suite, test));
}

function runSuite(checkout: string, test: TestContext): void {
  const folder = path.join(checkout, 'tests/draft2020-12');
  const groups = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Group[]);
  let [passed, remote] = [0, 0];
  const failed: string[] = [];
  for (const { description, schema, tests } of groups) {
    const diagnostics = createDiagnostics();
    const validate = compileBodySchema(schema, '', diagnostics);
    // What refers to a document elsewhere, as schema or as dialect, is refused: so it shall be.
    const isRemote = diagnostics.errors.some(({ message }) => /remote reference|the dialect/.test(message));
    for (const one of tests) {
      if (isRemote) remote++;
      else if (diagnostics.errors.length === 0 && ([validate(one.data)].flat().length === 0) === one.valid) passed++;
      else failed.push(`${description}: ${one.description}`);
    }
  }
  test.diagnostic(`${passed} of ${passed + failed.length} passed, ${remote} refused because they need remote schemas`);
  assert.deepEqual(failed, []);
}
