import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseJson } from '../../api/json.ts';
import { formatOf, readRuleFile, ruleFileName, ruleFileText } from './rule-file.ts';
import type { RuleFile } from './rule-file.ts';

const RULE: RuleFile = {
  name: 'api/v1/users/:id',
  method: 'GET',
  desc: 'one user',
  rule: { components: [[{ name: 'user', type: 'api', url: '{var.SELF}/user' }]], response: { body: '{user}' } },
};

describe("the files of the console's import and export", () => {
  for (const format of ['json', 'yaml'] as const) {
    it(`a rule that was written as ${format} is read back as it was`, async () => {
      const text = await ruleFileText(RULE, format);
      assert.deepEqual(await readRuleFile(text, format), { ok: true, rule: RULE });
    });

    it(`numbers keep their digits in ${format}`, async () => {
      const long = parseJson(
        '{"name":"a","method":"GET","rule":{"response":{"body":12345678901234567890}}}',
      ) as RuleFile;
      const text = await ruleFileText(long, format);
      assert.match(text, /body"?: 12345678901234567890\n/);
    });
  }

  it('leaves out an empty description and fields of editors', async () => {
    const text = '{"$schema": "https://example.com", "name": "a", "method": "GET", "desc": "", "rule": {}}';
    assert.deepEqual(await readRuleFile(text, 'json'), { ok: true, rule: { name: 'a', method: 'GET', rule: {} } });
  });

  it('says on which line a text cannot be read', async () => {
    const read = await readRuleFile('{\n  "name": "a",\n  nonsense\n}', 'json');
    assert.equal(read.ok ? undefined : read.errors[0]?.line, 3);
  });

  it('says which fields are missing', async () => {
    const messages = async (text: string) => {
      const read = await readRuleFile(text, 'yaml');
      return read.ok ? [] : read.errors.map(({ message }) => message);
    };
    assert.deepEqual(await messages('[]'), ['expected an object with name, method and rule']);
    assert.deepEqual(await messages('name: a\ndesc: 1'), [
      'method: expected a text',
      'rule: expected an object',
      'desc: expected a text',
    ]);
  });

  it('tells the format by the ending, and names files so that every file system takes them', () => {
    assert.deepEqual(['a.json', 'a.YAML', 'a.yml', 'a.txt'].map(formatOf), ['json', 'yaml', 'yaml', undefined]);
    assert.equal(ruleFileName(RULE, 'yaml'), 'api.v1.users.%3Aid.GET.yaml');
    assert.equal(ruleFileName({ name: '.well-known/x', method: 'GET' }, 'json'), '%2Ewell-known.x.GET.json');
    assert.equal(ruleFileName({ name: 'files/*rest', method: 'GET' }, 'json'), 'files.%2Arest.GET.json');
    assert.equal(ruleFileName({ name: '/', method: 'GET' }, 'json'), '%2F.GET.json');
  });
});
