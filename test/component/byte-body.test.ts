import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiUnderTest } from './api-under-test.ts';

const hi = { base64: 'aMOp', contentType: 'text/x-hi; charset=utf-8' };

describe('dataType raw', () => {
  it('sends the bytes with their content type', async (t) => {
    const api = await apiUnderTest(t);
    await api.call({ method: 'POST', dataType: 'raw', input: '{file}' }, { file: hi });
    await api.call({ method: 'PUT', dataType: 'raw', input: { base64: '', contentType: null } });
    const [first, second] = api.received;
    assert.deepEqual(
      [first?.body, first?.headers['content-type'], first?.headers['content-length']],
      ['hé', hi.contentType, '3'],
    );
    assert.deepEqual(
      [second?.body, second?.headers['content-type'], second?.headers['content-length']],
      ['', undefined, '0'],
    );
  });

  it('takes a content type of the rule first, in any charset', async (t) => {
    const api = await apiUnderTest(t);
    const fields = { method: 'POST', dataType: 'raw', input: '{file}' };
    await api.call({ ...fields, contentType: 'text/plain; charset=gbk' }, { file: hi });
    await api.call({ ...fields, header: { 'Content-Type': 'text/b' } }, { file: hi });
    await api.call(
      { ...fields, header: { '*': { 'content-type': 'text/c', 'content-encoding': 'x-own' } } },
      { file: hi },
    );
    const types = api.received.map(({ headers }) => [headers['content-type'], headers['content-encoding']]);
    assert.deepEqual(types, [
      ['text/plain; charset=gbk', undefined],
      ['text/b', undefined],
      ['text/c', 'x-own'],
    ]);
  });

  it('puts nothing into the query of a GET', async (t) => {
    const api = await apiUnderTest(t);
    await api.call(
      { method: '{request.method}', dataType: 'raw', input: '{file}' },
      { file: hi, request: { method: 'GET' } },
    );
    assert.deepEqual([api.received[0]?.url, api.received[0]?.body], ['/', '']);
  });

  it('is 110006 where the base64 is none, and nothing is sent', async (t) => {
    const api = await apiUnderTest(t);
    for (const file of [{ base64: 'a?b' }, { base64: 'a' }, { base64: 7 }, 'aGk=', {}, []]) {
      const error = await api.failure({ method: 'POST', dataType: 'raw', input: '{file}' }, { file });
      assert.deepEqual([error.code, error.retryable], ['110006', false]);
    }
    assert.equal(api.received.length, 0);
  });
});

describe('dataType multipart', () => {
  it('sends fields and files as browsers do', async (t) => {
    const api = await apiUnderTest(t);
    const input = {
      text: 'é',
      number: 7,
      'na"me\r\n': 'x',
      list: ['a', null, 'b'],
      object: { a: [1] },
      nothing: null,
      file: { filename: 'a "b".txt', contentType: 'text/plain', base64: 'aGk=' },
      files: [{ filename: '1', contentType: null, base64: '' }],
    };
    await api.call({ method: 'POST', dataType: 'multipart', input, contentType: 'multipart/form-data' });
    const { headers, body } = api.received[0] ?? assert.fail();
    const boundary =
      /^multipart\/form-data; boundary=(\S+)$/.exec(String(headers['content-type']))?.[1] ?? assert.fail();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- a test, of small bodies
    const form = await new Response(body, { headers: { 'content-type': String(headers['content-type']) } }).formData();
    const texts = ['text', 'number', 'list', 'object'].map((name) => form.getAll(name));
    assert.deepEqual(texts, [['é'], ['7'], ['a', 'b'], ['{"a":[1]}']]);
    assert.equal(form.has('nothing'), false);
    const file = form.get('file') as File;
    assert.deepEqual([file.name, file.type, await file.text()], ['a "b".txt', 'text/plain', 'hi']);
    assert.equal((form.get('files') as File).type, 'application/octet-stream');
    assert.ok(body.includes('name="na%22me%0D%0A"'));
    assert.equal(body.split(`--${boundary}`).length, 10);
  });

  it('is 110006 where a file is no base64, 110007 where it is no object', async (t) => {
    const api = await apiUnderTest(t);
    const codes: string[] = [];
    for (const given of [{ f: { filename: 'a', base64: '?' } }, ['a']]) {
      codes.push((await api.failure({ method: 'POST', dataType: 'multipart', input: '{given}' }, { given })).code);
    }
    assert.deepEqual(codes, ['110006', '110007']);
  });
});

it('dataType yaml sends YAML', async (t) => {
  const api = await apiUnderTest(t);
  await api.call({ method: 'POST', dataType: 'yaml', input: { a: [1, 'no'] } });
  const { headers, body } = api.received[0] ?? assert.fail();
  assert.equal(headers['content-type'], 'application/yaml');
  assert.match(body, /^a:\n +- 1\n +- ["']no["']\n$/);
});
