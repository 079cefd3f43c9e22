import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { apiTypes } from '../../console/write-api-types.ts';

it("the console's types of the REST API are those of the gateway; `npm run console:types` writes them", async () => {
  const file = path.join(import.meta.dirname, '../../console/src/api/schema.d.ts');
  assert.equal(readFileSync(file, 'utf8'), await apiTypes());
});
