import { api, script, one, res, type WrongRule } from './wrong-rule.ts';

const noPart = (text: string, instead: string) =>
  `{${text}} is no placeholder: of a component's own result there are {$status}, {$header}, {$header.NAME}, {$body} and paths into the body; write {${instead}}, or \\{${text}} for the text itself`;

const noResult = (text: string, part: string) =>
  `{${text}}: there is no result here; only outputData, responseCondition and errMsg see that of their component; put {${part}} into outputData and read the output here; write \\{${text}} for the text itself`;

/** Errors in URLs, names of outputs, conditions and templates. */
export const wrongLanguage: readonly WrongRule[] = [
  {
    title: 'reads a part of a result that there is not, wherever a result is seen',
    rule: one(
      api({
        outputData: { a: ['{$staus}', '{$headers.etag}', '{$data.id}', '{$status.x}', '{$body.@id}'] },
        responseCondition: '{$staus} == 200',
        errMsg: 'failed: {$Header.x}',
      }),
    ),
    errors: [
      ['/components/0/0/responseCondition', `${noPart('$staus', '$status')} at column 1 of {$staus} == 200`, '$status'],
      ['/components/0/0/errMsg', noPart('$Header.x', '$header.x'), '$header.x'],
      ['/components/0/0/outputData/a/0', noPart('$staus', '$status'), '$status'],
      ['/components/0/0/outputData/a/1', noPart('$headers.etag', '$header.etag'), '$header.etag'],
      ['/components/0/0/outputData/a/2', noPart('$data.id', 'data.id'), 'data.id'],
      ['/components/0/0/outputData/a/3', noPart('$status.x', '$status'), '$status'],
      ['/components/0/0/outputData/a/4', noPart('$body.@id', '$body["@id"]'), '$body["@id"]'],
    ],
  },
  {
    title: 'reads a part of a result where there is none',
    rule: {
      components: [
        [
          api({
            url: 'http://h/{$status}',
            input: { a: '{$headers.etag}' },
            condition: "{$body.x} == 'a'",
            fallback: '{$request.ip}',
          }),
        ],
      ],
      response: {
        status: '{$status}',
        header: { a: 'x {$header.etag}' },
        body: { b: '{$body}' },
        error: { body: '{$x}' },
      },
    },
    errors: [
      ['/components/0/0/url', noResult('$status', '$status')],
      ['/components/0/0/input/a', noResult('$headers.etag', '$header.etag')],
      ['/components/0/0/condition', `${noResult('$body.x', '$body.x')} at column 1 of {$body.x} == 'a'`],
      [
        '/components/0/0/fallback',
        '{$request.ip}: there is no result here; only outputData, responseCondition and errMsg see that of their component; write {request.ip}, or \\{$request.ip} for the text itself',
        'request.ip',
      ],
      ['/response/status', noResult('$status', '$status')],
      ['/response/header/a', noResult('$header.etag', '$header.etag')],
      ['/response/body/b', noResult('$body', '$body')],
      [
        '/response/error/body',
        '{$x}: there is no result here; only outputData, responseCondition and errMsg see that of their component; write {x}, or \\{$x} for the text itself',
        'x',
      ],
    ],
  },
  {
    title: 'has a url without a scheme',
    rule: one(api({ url: 'users/1' })),
    errors: [
      [
        '/components/0/0/url',
        '"users/1" is no URL: it must begin with http://, https:// or a placeholder such as {var.SELF}',
      ],
    ],
  },
  {
    title: 'has a url of another scheme',
    rule: one(api({ url: 'ftp://h/x' })),
    errors: [
      [
        '/components/0/0/url',
        '"ftp://h/x" is no URL: it must begin with http://, https:// or a placeholder such as {var.SELF}',
      ],
    ],
  },
  {
    title: 'has a url with a space',
    rule: one(api({ url: 'http://h/a b' })),
    errors: [['/components/0/0/url', 'a URL cannot hold " "; percent-encode it']],
  },
  {
    title: 'has a url that is none',
    rule: one(api({ url: 'http://h:port/' })),
    errors: [['/components/0/0/url', '"http://h:port/" is no valid URL']],
  },
  {
    title: 'has a template as the name of a script',
    rule: one(script({ url: 'demo/{request.body.x}' })),
    errors: [['/components/0/0/url', "a script's name is no template"]],
  },
  {
    title: 'has an output called request',
    rule: one(script({ outputName: 'request.x' })),
    errors: [['/components/0/0/outputName', 'an output cannot be called request: that name is reserved']],
  },
  {
    title: 'has an output called error',
    rule: one(script({ outputName: 'error' })),
    errors: [['/components/0/0/outputName', 'an output cannot be called error: that name is reserved']],
  },
  {
    title: 'has an output name that no placeholder could read',
    rule: one(script({ outputName: '1 a' })),
    errors: [
      [
        '/components/0/0/outputName',
        '"1 a" is no output name: it is names joined by dots, each of letters, digits, _ and -, the first beginning with a letter or _',
      ],
    ],
  },
  {
    title: 'has an output name with an empty segment',
    rule: one(script({ outputName: 'a..b' })),
    errors: [
      [
        '/components/0/0/outputName',
        '"a..b" is no output name: it is names joined by dots, each of letters, digits, _ and -, the first beginning with a letter or _',
      ],
    ],
  },
  {
    title: 'has an output called __proto__',
    rule: one(script({ outputName: 'a.__proto__' })),
    errors: [
      [
        '/components/0/0/outputName',
        '"a.__proto__" is no output name: it is names joined by dots, each of letters, digits, _ and -, the first beginning with a letter or _',
      ],
    ],
  },
  {
    title: 'has two outputs of one name in a layer',
    rule: { components: [[script({ outputName: 'a' }), script({ name: 't', outputName: 'a' })]] },
    errors: [['/components/0/1/outputName', 'the output a clashes with a, the output of "s" in the same layer']],
  },
  {
    title: 'has an output inside another one of its layer',
    rule: { components: [[script({ outputName: 'a' }), script({ name: 't', outputName: 'a.b' })]] },
    errors: [['/components/0/1/outputName', 'the output a.b clashes with a, the output of "s" in the same layer']],
  },
  {
    title: 'has a condition that is no text',
    rule: one(api({ condition: true })),
    errors: [['/components/0/0/condition', 'must be a string, got true']],
  },
  {
    title: 'has a condition with an assignment',
    rule: one(api({ condition: "{request.body.a} = 'x'" })),
    errors: [
      [
        '/components/0/0/condition',
        "a condition cannot hold an assignment; to compare, write == or === at column 1 of {request.body.a} = 'x'",
      ],
    ],
  },
  {
    title: 'has a condition with a bare name',
    rule: one(api({ condition: "request.body.a == 'x'" })),
    errors: [
      [
        '/components/0/0/condition',
        "unknown name request.body.a; a value is written {request.body.a} at column 1 of request.body.a == 'x'",
      ],
    ],
  },
  {
    title: 'has a responseCondition with a regular expression',
    rule: one(api({ responseCondition: '/ok/.test({msg})' })),
    errors: [
      [
        '/components/0/0/responseCondition',
        'a condition cannot hold a call of test; is trim meant? at column 6 of /ok/.test({msg})',
      ],
    ],
  },
  {
    title: 'has a malformed placeholder',
    rule: one(api({ input: { a: ['{request..body}'] } })),
    errors: [
      [
        '/components/0/0/input/a/0',
        '{request..body} is no placeholder: its path has an empty or misplaced segment; write \\{request..body} for the text itself',
      ],
    ],
  },
  {
    title: 'has a malformed placeholder in the result',
    rule: one(api({ outputData: '{data.}' })),
    errors: [
      [
        '/components/0/0/outputData',
        '{data.} is no placeholder: its path has an empty or misplaced segment; write \\{data.} for the text itself',
      ],
    ],
  },
  {
    title: 'has a secret in a condition',
    rule: one(api({ condition: '{secret.a} == 1' })),
    errors: [
      [
        '/components/0/0/condition',
        "{secret.a}: a secret can be read only in a component's header, auth, url and input",
      ],
    ],
  },
  {
    title: 'has a secret in a fallback',
    rule: one(api({ fallback: '{secret.a}' })),
    errors: [
      [
        '/components/0/0/fallback',
        "{secret.a}: a secret can be read only in a component's header, auth, url and input",
      ],
    ],
  },
  {
    title: 'has a secret in outputData and errMsg',
    rule: one(api({ outputData: '{secret.a}', errMsg: 'x {secret.a}' })),
    errors: [
      [
        '/components/0/0/outputData',
        "{secret.a}: a secret can be read only in a component's header, auth, url and input",
      ],
      ['/components/0/0/errMsg', "{secret.a}: a secret can be read only in a component's header, auth, url and input"],
    ],
  },
  {
    title: 'has a secret in the response',
    rule: res({ header: { a: '{secret.a}' }, body: { b: '{secret.b}' }, error: { body: '{secret.c}' } }),
    errors: [
      ['/response/header/a', "{secret.a}: a secret can be read only in a component's header, auth, url and input"],
      ['/response/body/b', "{secret.b}: a secret can be read only in a component's header, auth, url and input"],
      ['/response/error/body', "{secret.c}: a secret can be read only in a component's header, auth, url and input"],
    ],
  },
  {
    title: 'has all secrets at once',
    rule: one(api({ input: '{secret}' })),
    errors: [['/components/0/0/input', '{secret} names no secret: write {secret.NAME}']],
  },
  {
    title: 'has a secret with a path',
    rule: one(api({ input: '{secret.a.b}' })),
    errors: [['/components/0/0/input', '{secret.a.b} names no secret: write {secret.NAME}']],
  },
  {
    title: 'has {$status} in the outputData of a script',
    rule: one(script({ outputData: { s: '{$status}', h: '{$header.a}' } })),
    errors: [
      ['/components/0/0/outputData/s', '{$status}: only an api or rule component has it'],
      ['/components/0/0/outputData/h', '{$header.a}: only an api or rule component has it'],
    ],
  },
];
