import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ STEPGATE_BODY_LIMIT: '300KiB' });
  await server.rule('POST', 'any', { request: { type: 'multipart' }, response: { body: '{request.body}' } });
  await server.rule('POST', 'typed', {
    bodyLimit: '2MiB',
    request: {
      type: 'multipart',
      maxFiles: 3,
      body: {
        age: { type: 'int' },
        avatar: { type: 'file', required: true, maxSize: '1KiB', contentTypes: ['image/*'] },
        pages: { type: 'slice', items: { type: 'file', maxSize: 10 } },
      },
    },
    response: {
      body: { age: '{request.body.age}', size: '{request.body.avatar.size}', pages: '{request.body.pages.length}' },
    },
  });
});
after(() => server.close());

async function post(path: string, body: FormData | Buffer, headers: Record<string, string> = {}) {
  const sent = body instanceof FormData ? body : new Uint8Array(body);
  const answer = await fetch(`${server.url}/ps/${path}`, { method: 'POST', body: sent, headers });
  return {
    status: answer.status,
    body: (await answer.json()) as Record<string, unknown> & { msg?: string; errors?: unknown },
  };
}

function formOf(fields: readonly (readonly [string, string | File])[]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value);
  }
  return form;
}

const image = (size: number, type = 'image/png'): File => new File([new Uint8Array(size)], 'a.png', { type });
const boundary = { 'content-type': 'multipart/form-data; boundary=b' };

describe('a multipart request', () => {
  it('has fields as in a form, and files', async () => {
    const file = new File([new Uint8Array([0, 255])], 'C:\\photos\\ä.png', { type: 'image/png' });
    const { body } = await post(
      'any',
      formOf([
        ['a', '1'],
        ['b', 'é'],
        ['a', '2'],
        ['f', file],
      ]),
    );
    assert.deepEqual(body, {
      ...{ a: ['1', '2'], b: 'é' },
      f: { filename: 'ä.png', contentType: 'image/png', size: 2, base64: 'AP8=' },
    });
  });

  it('is checked and converted', async () => {
    const good = formOf([
      ['age', '7'],
      ['avatar', image(1000)],
      ['pages', image(9, 'text/plain')],
    ]);
    assert.deepEqual(await post('typed', good), { status: 200, body: { age: 7, size: 1000, pages: 1 } });
    const bad = formOf([
      ['age', 'x'],
      ['avatar', image(2000)],
      ['pages', image(9)],
      ['pages', image(11)],
    ]);
    const refused = await post('typed', bad);
    assert.deepEqual(
      [refused.status, refused.body.errors],
      [
        400,
        [
          { path: 'request.body.age', message: 'must be an int' },
          { path: 'request.body.avatar', message: 'must be at most 1KiB long' },
          { path: 'request.body.pages[1]', message: 'must be at most 10 long' },
        ],
      ],
    );
    const messages: readonly (readonly [FormData, string])[] = [
      [formOf([['avatar', image(1, 'text/plain')]]), 'request.body.avatar must be of type image/*'],
      [formOf([['avatar', 'text']]), 'request.body.avatar must be a file'],
      [
        formOf([
          ['avatar', image(1)],
          ['avatar', image(1)],
        ]),
        'request.body.avatar must be one file',
      ],
      [formOf([['age', '1']]), 'request.body.avatar is required'],
      [
        formOf([['avatar', image(1)], ...[1, 2, 3].map(() => ['pages', image(1)] as const)]),
        'request.body has more than 3 files',
      ],
    ];
    for (const [form, message] of messages) {
      const { status, body } = await post('typed', form);
      assert.deepEqual([status, body.msg], [400, message]);
    }
  });

  it('is refused where it is broken, has no boundary, is another type, or too much', async () => {
    for (const [body, headers, status] of [
      [Buffer.from('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'), boundary, 400],
      [Buffer.from('nothing of it'), boundary, 400],
      [Buffer.from('x'), { 'content-type': 'multipart/form-data' }, 415],
      [Buffer.from('{}'), { 'content-type': 'application/json' }, 415],
      [Buffer.alloc(400 * 1024), boundary, 413],
    ] as const) {
      const answer = await post('any', body, headers);
      assert.equal(answer.status, status, JSON.stringify(answer.body));
    }
  });

  it('of too many fields is 413', async () => {
    const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n';
    const body = Buffer.from(`${part.repeat(10_001)}--b--\r\n`);
    const answer = await post('typed', body, boundary);
    assert.deepEqual([answer.status, answer.body.code], [413, '000413']);
  });
});
