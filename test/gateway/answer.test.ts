import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { sendBytes, startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

interface Warning {
  readonly layer: number | null;
  readonly component: string | null;
  readonly message: string;
}

/** All bytes of an answer, as Latin-1. */
const raw = async (method: string, path: string, ...headers: string[]): Promise<string> => {
  const head = [`${method} /ps/${path} HTTP/1.1`, 'Host: h', 'Connection: close', ...headers];
  return (await sendBytes(server.port, Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'))).toString('latin1');
};

const warningsOf = async (answer: string): Promise<readonly Warning[]> => {
  const trx = /trx: (TRX\w+)/i.exec(answer)?.[1] ?? '';
  await server.app.runLogs.flush();
  return (await server.api<{ warnings: Warning[] }>('GET', `run_log?trx=${trx}`)).body.data.warnings;
};

describe('the headers of an answer', () => {
  it('a list repeats the header; null and an empty list leave it out', async () => {
    const header = {
      'Set-Cookie': '{request.body.cookies}',
      Link: ['<a>', null, '{request.body.link}'],
      'X-None': null,
    };
    await server.rule('POST', 'lists', { response: { header } });
    await server.rule('POST', 'lists/refused', {
      request: { body: { a: { type: 'string', required: true } } },
      response: { error: { header } },
    });
    for (const [path, status] of [
      ['lists', 200],
      ['lists/refused', 400],
    ] as const) {
      const { headers, status: got } = await server.call('POST', path, {
        cookies: ['a=1', 'b=2; HttpOnly'],
        link: '<b>',
      });
      assert.equal(got, status);
      assert.deepEqual(headers.getSetCookie(), ['a=1', 'b=2; HttpOnly']);
      assert.equal(headers.get('link'), '<a>, <b>');
      assert.equal(headers.has('x-none'), false);
      assert.equal((await server.call('POST', path, { cookies: [] })).headers.has('set-cookie'), false);
    }
  });

  it('bytes above 127 that came are passed on unchanged, both ways', async () => {
    const seen: string[] = [];
    const upstream = createServer((request, response) => {
      seen.push(request.headers['x-name'] as string);
      response.setHeader('x-name', Buffer.from('Zoë', 'utf8').toString('latin1'));
      response.end(Buffer.from('{}'));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => upstream.once('listening', resolve));
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`;
    await server.rule('GET', 'bytes', {
      components: [
        [
          {
            name: 'a',
            type: 'api',
            url,
            header: { 'x-name': '{request.header.x-name}' },
            outputData: { name: '{$header.x-name}' },
            outputName: 'a',
          },
        ],
      ],
      response: { header: { 'x-upstream': '{a.name}', 'x-client': '{request.header.x-name}' } },
    });
    const answer = await raw('GET', 'bytes', `X-Name: ${Buffer.from('Ærø').toString('latin1')}`);
    upstream.close();
    assert.ok(answer.includes(`x-upstream: ${Buffer.from('Zoë').toString('latin1')}\r\n`), answer);
    assert.ok(answer.includes(`x-client: ${Buffer.from('Ærø').toString('latin1')}\r\n`), answer);
    assert.deepEqual(seen, [Buffer.from('Ærø').toString('latin1')]);
  });

  it('what no header can carry is percent-encoded, with a warning in the run log', async () => {
    await server.rule('POST', 'encoded', { record: true, response: { header: { 'X-Name': '{request.body.name}' } } });
    const { status, headers } = await server.call('POST', 'encoded', { name: '5 € é\r\nSet-Cookie: a\0\ud800' });
    assert.equal(status, 200);
    assert.equal(headers.get('x-name'), '5 %E2%82%AC \xe9%0D%0ASet-Cookie: a%00%EF%BF%BD');
    const [warning, ...more] = await warningsOf(`trx: ${headers.get('trx') ?? ''}`);
    assert.deepEqual([warning?.layer, warning?.component, more], [null, null, []]);
    assert.match(warning?.message ?? '', /x-name.*U\+20AC/);
  });

  it('a filename is written as RFC 8187 says', async () => {
    await server.rule('POST', 'file', {
      record: true,
      response: { header: { 'Content-Disposition': '{request.body}' } },
    });
    const cases = [
      ['attachment; filename="报告 (1).pdf"', "attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A%20%281%29.pdf"],
      ['attachment; filename=€.txt; size=1', "attachment; filename*=UTF-8''%E2%82%AC.txt; size=1"],
      ['attachment; filename="plain.pdf"', 'attachment; filename="plain.pdf"'],
      ['inline; x="€"', 'inline; x="%E2%82%AC"'],
      ['inline; filename="€"; filename*=UTF-8\'\'e', 'inline; filename="%E2%82%AC"; filename*=UTF-8\'\'e'],
    ] as const;
    for (const [given, expected] of cases) {
      const { headers } = await server.call('POST', 'file', JSON.stringify(given), {
        'content-type': 'application/json',
      });
      assert.equal(headers.get('content-disposition'), expected);
      const warnings = await warningsOf(`trx: ${headers.get('trx') ?? ''}`);
      assert.equal(warnings.length, given === expected ? 0 : 1);
    }
  });

  it('an empty Content-Type leaves the header out; one of the rule is left as it is', async () => {
    await server.rule('GET', 'untyped', { response: { header: { 'Content-Type': '' }, body: { a: 1 } } });
    const answer = await raw('GET', 'untyped');
    assert.doesNotMatch(answer, /content-type/i);
    assert.match(answer, /\r\n\r\n\{"a":1\}$/);
    await server.rule('GET', 'typed', {
      response: { header: { 'Content-Type': 'application/problem+json' }, body: {} },
    });
    assert.match(await raw('GET', 'typed'), /content-type: application\/problem\+json\r\n/i);
  });
});

describe('an answer without a body', () => {
  const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4);

  for (const status of [204, 205, 304]) {
    it(`${status} has none, whatever the rule says`, async () => {
      await server.rule('GET', `status/${status}`, {
        record: true,
        response: { status, header: { 'X-A': 'b' }, body: { a: 1 } },
      });
      await server.rule('POST', `status/${status}/refused`, {
        request: { body: { a: { type: 'string', required: true } } },
        response: { error: { status, body: { a: 1 } } },
      });
      for (const answer of [await raw('GET', `status/${status}`), await raw('POST', `status/${status}/refused`)]) {
        assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
        assert.equal(bodyOf(answer), '');
        assert.doesNotMatch(answer, /content-type|transfer-encoding/i);
        const length = /content-length: (\d+)/i.exec(answer)?.[1];
        assert.equal(length, status === 205 ? '0' : undefined);
      }
      assert.match(await raw('GET', `status/${status}`), /x-a: b/i);
    });
  }

  it('HEAD has the headers of a GET, its length too', async () => {
    await server.rule('GET', 'head', { response: { body: { a: 'é' } } });
    const answer = await raw('HEAD', 'head');
    assert.match(answer, /content-length: 10\r\n/i);
    assert.equal(bodyOf(answer), '');
  });
});

describe('an answer that a template makes impossible', () => {
  for (const [what, response, body, message] of [
    ['a status', { status: '{request.body.x}' }, { x: 99 }, /^response\.status gave 99, expected a number from 200/],
    ['a name in XML', { type: 'xml', body: '{request.body}' }, { ª: 1 }, /^the rule's response .*ª.*correct the rule$/],
  ] as const) {
    it(`${what}: the rule is named, not a bug of the gateway`, async () => {
      const name = `impossible/${what.replaceAll(' ', '-')}`;
      await server.rule('POST', name, { response });
      const answer = await server.call('POST', name, body);
      assert.equal(answer.status, 500);
      const { code, msg } = answer.body as { code: string; msg: string };
      assert.equal(code, '110004');
      assert.match(msg, message);
    });
  }
});
