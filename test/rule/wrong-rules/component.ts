import { api, script, one, type WrongRule } from './wrong-rule.ts';

const noHeader = (character: string, at: number) =>
  `a header cannot hold the character ${character} at position ${at}; percent-encode it`;

/** Faults in the fields of components. */
export const wrongComponents: readonly WrongRule[] = [
  {
    title: 'has components that are no array',
    rule: { components: {} },
    errors: [['/components', 'must be an array, got an object']],
  },
  {
    title: 'has a layer that is no array',
    rule: { components: [api()] },
    errors: [['/components/0', 'must be an array, got an object']],
  },
  {
    title: 'has a component that is no object',
    rule: { components: [[5, null]] },
    errors: [
      ['/components/0/0', 'must be an object, got 5'],
      ['/components/0/1', 'must be an object, got null'],
    ],
  },
  {
    title: 'has a component without name and url',
    rule: { components: [[{ type: 'api' }]] },
    errors: [
      ['/components/0/0/name', 'the field name is missing'],
      ['/components/0/0/url', 'the field url is missing'],
    ],
  },
  {
    title: 'has a component without a type',
    rule: { components: [[{ name: 'a', url: 'http://h' }]] },
    errors: [['/components/0/0/type', 'the field type is missing']],
  },
  {
    title: 'has a component with an unknown type',
    rule: one(api({ type: 'http' })),
    errors: [['/components/0/0/type', 'must be one of api, script, got "http"', 'api']],
  },
  {
    title: 'has an api field on a script',
    rule: one(script({ responseCondition: '{code} == 0' })),
    errors: [
      ['/components/0/0/responseCondition', 'the field responseCondition is unknown for the type script', 'condition'],
    ],
  },
  {
    title: 'has a misspelt field of a component',
    rule: one(api({ condtion: 'true', retryMaxcount: 1 })),
    errors: [
      ['/components/0/0/condtion', 'the field condtion is unknown for the type api', 'condition'],
      ['/components/0/0/retryMaxcount', 'the field retryMaxcount is unknown for the type api', 'retryMaxCount'],
    ],
  },
  {
    title: 'has two components of one name in a layer',
    rule: { components: [[api(), api()]] },
    errors: [['/components/0/1/name', 'two components of this layer are called "a"']],
  },
  { title: 'has an empty name', rule: one(api({ name: '' })), errors: [['/components/0/0/name', 'cannot be empty']] },
  {
    title: 'has more than 64 layers',
    rule: { components: Array.from({ length: 65 }, () => []) },
    errors: [['/components', 'must have 64 or fewer elements, got an array of 65']],
  },
  {
    title: 'has more than 64 components in a layer',
    rule: { components: [Array.from({ length: 65 }, (_, i) => api({ name: `a${i}` }))] },
    errors: [['/components/0', 'must have 64 or fewer elements, got an array of 65']],
  },
  {
    title: 'has retries out of range',
    rule: one(api({ retryMaxCount: 11 })),
    errors: [['/components/0/0/retryMaxCount', 'must be at most 10, got 11']],
  },
  {
    title: 'has negative retries',
    rule: one(api({ retryMaxCount: -1 })),
    errors: [['/components/0/0/retryMaxCount', 'must be at least 0, got -1']],
  },
  {
    title: 'has fractional retries',
    rule: one(api({ retryMaxCount: 1.5 })),
    errors: [['/components/0/0/retryMaxCount', 'must be a whole number, got 1.5']],
  },
  {
    title: 'has a component timeout over 600',
    rule: one(api({ timeout: 601 })),
    errors: [['/components/0/0/timeout', 'must be at most 600, got 601']],
  },
  {
    title: 'has a component timeout of 0',
    rule: one(api({ timeout: 0 })),
    errors: [['/components/0/0/timeout', 'must be more than 0, got 0']],
  },
  {
    title: 'has a negative retryMaxWait',
    rule: one(api({ retryMaxWait: -1 })),
    errors: [['/components/0/0/retryMaxWait', 'must be at least 0, got -1']],
  },
  {
    title: 'has a cacheTtl of 0',
    rule: one(api({ isCache: true, cacheTtl: 0 })),
    errors: [['/components/0/0/cacheTtl', 'must be more than 0, got 0']],
  },
  {
    title: 'has flags that are no bools',
    rule: one(api({ isCache: 1, ignoreError: 'true', nowResponse: null })),
    errors: [
      ['/components/0/0/isCache', 'must be true or false, got 1'],
      ['/components/0/0/ignoreError', 'must be true or false, got "true"'],
      ['/components/0/0/nowResponse', 'must be true or false, got null'],
    ],
  },
  {
    title: 'has an unknown method',
    rule: one(api({ method: 'FETCH' })),
    errors: [
      ['/components/0/0/method', 'must be one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS, got "FETCH"', 'PATCH'],
    ],
  },
  {
    title: 'has a header value that is no text',
    rule: one(api({ header: { a: null, b: {}, c: [{}] } })),
    errors: [
      ['/components/0/0/header/b', 'must be a string or a number or true or false or an array, got an object'],
      ['/components/0/0/header/c/0', 'must be a string or a number or true or false, got an object'],
    ],
  },
  {
    title: 'has a header name that is none',
    rule: one(api({ header: { 'a b': 'x', '': 'y' } })),
    errors: [
      ['/components/0/0/header/a b', '"a b" is no valid header name'],
      ['/components/0/0/header/', '"" is no valid header name'],
    ],
  },
  {
    title: 'has a header with a line break',
    rule: one(api({ header: { a: 'x\r\ny: z' } })),
    errors: [
      ['/components/0/0/header/a', 'a header cannot hold the character U+000D at position 1; percent-encode it'],
    ],
  },
  {
    title: 'has a header that is not its to set',
    rule: one(api({ header: { 'Content-Length': '5' } })),
    errors: [
      ['/components/0/0/header/Content-Length', 'the header Content-Length is set by Stepgate itself; remove it'],
    ],
  },
  ...['Connection', 'te', 'Expect', 'Proxy-Connection', 'Keep-Alive', 'Trailer', 'Transfer-Encoding', 'Upgrade'].map(
    (name): WrongRule => ({
      title: `has the header ${name}, which is the connection's`,
      rule: { ...one(api({ header: { [name]: 'x' } })), response: { header: { [name]: 'x' } } },
      errors: [
        [`/components/0/0/header/${name}`, `the header ${name} is set by Stepgate itself; remove it`],
        [`/response/header/${name}`, `the header ${name} is set by Stepgate itself; remove it`],
      ],
    }),
  ),
  {
    title: 'has text that no header can carry, in any header of a call',
    rule: one(
      api({
        method: 'POST',
        header: { a: '5 €', b: ['ü', '{request.body.größe} €'], c: '{größe}', d: 'a\tb' },
        auth: ['tok€n'],
        contentType: 'text/plain; a=€',
      }),
    ),
    errors: [
      ['/components/0/0/contentType', noHeader('U+20AC', 14)],
      ['/components/0/0/auth/0', noHeader('U+20AC', 3)],
      ['/components/0/0/header/a', noHeader('U+20AC', 2)],
      ['/components/0/0/header/b/1', noHeader('U+20AC', 1)],
    ],
  },
  {
    title: 'says another charset than the one in which bodies go out',
    rule: one(
      api({
        method: 'POST',
        input: {},
        contentType: 'text/plain; charset=gbk',
        header: { 'Content-Type': 'a/b;charset=latin1' },
      }),
    ),
    errors: [
      ['/components/0/0/header/Content-Type', 'bodies are sent as utf-8, not as charset=latin1'],
      ['/components/0/0/contentType', 'bodies are sent as utf-8, not as charset=gbk'],
    ],
  },
  ...(
    [
      [{ input: 'abc' }, 'the input of a GET becomes the query string: it must be an object, not a text'],
      [{ input: 'a {trx}' }, 'the input of a GET becomes the query string: it must be an object, not a text'],
      [{ input: 5 }, 'the input of a GET becomes the query string: it must be an object, not a number'],
      [{ input: [1], method: 'get' }, 'the input of a GET becomes the query string: it must be an object, not a list'],
      [
        { input: true, method: 'HEAD' },
        'the input of a HEAD becomes the query string: it must be an object, not true or false',
      ],
      [
        { input: [1], method: 'PUT', dataType: 'form' },
        'a form is made of an object, or is encoded text; a list cannot be one',
      ],
      [
        { input: [1], method: 'PUT', dataType: 'xml' },
        'a list cannot be the root of XML; name its elements: {"item": [...]}',
      ],
    ] as const
  ).map(([fields, message]): WrongRule => ({
    title: `has an input that no run could send: ${JSON.stringify(fields)}`,
    rule: one(api(fields)),
    errors: [['/components/0/0/input', message]],
  })),
  {
    title: 'has lists without XML, and lists that name no element',
    rule: {
      request: { lists: ['a'] },
      components: [
        [api({ lists: ['a'] }), api({ name: 'b', responseType: 'xml', lists: ['o.items.item', 'o..item', '@a'] })],
      ],
    },
    errors: [
      ['/request/lists', 'lists are of XML: type must be xml, it is json'],
      ['/components/0/0/lists', 'lists are of XML: responseType must be xml, it is json'],
      [
        '/components/0/1/lists/1',
        '"o..item" names no element: write the names from below the root, joined by dots, such as o.items.item',
      ],
      [
        '/components/0/1/lists/2',
        '"@a" names no element: write the names from below the root, joined by dots, such as o.items.item',
      ],
    ],
  },
  {
    title: 'has an input that XML cannot say',
    rule: one(
      api({
        method: 'POST',
        dataType: 'xml',
        xmlName: 'ª',
        input: {
          µ: 1,
          'soap:Body': { 'b c': '{request.body}' },
          '@ª': 1,
          ok: [{ 1: 2 }, [1]],
          '#text': {},
          '@list': [1],
          text: '\u0001{trx}',
        },
      }),
    ),
    errors: [
      ['/components/0/0/xmlName', '"ª" is no name for an XML element'],
      ['/components/0/0/input/µ', '"µ" is no name for an XML element or attribute'],
      ['/components/0/0/input/soap:Body/b c', '"b c" is no name for an XML element or attribute'],
      ['/components/0/0/input/@ª', '"ª" is no name for an XML element or attribute'],
      ['/components/0/0/input/ok/0/1', '"1" is no name for an XML element or attribute'],
      ['/components/0/0/input/ok/1', 'a list directly within a list has no name in XML'],
      ['/components/0/0/input/#text', '#text is text in XML, it cannot be an object'],
      ['/components/0/0/input/@list', '@list is text in XML, it cannot be a list'],
      ['/components/0/0/input/text', 'XML cannot hold the character U+0001'],
    ],
  },
  {
    title: 'has too much auth',
    rule: one(api({ auth: ['a', 'b', 'c'] })),
    errors: [['/components/0/0/auth', 'must have 2 or fewer elements, got an array of 3']],
  },
  {
    title: 'has no auth in auth',
    rule: one(api({ auth: [] })),
    errors: [['/components/0/0/auth', 'must have 1 or more elements, got an empty array']],
  },
  {
    title: 'has auth that is no array',
    rule: one(api({ auth: 'token' })),
    errors: [['/components/0/0/auth', 'must be an array, got "token"']],
  },
  {
    title: 'has both dataType and requestType',
    rule: one(api({ dataType: 'json', requestType: 'xml' })),
    errors: [
      ['/components/0/0/requestType', 'requestType is another name of dataType: give only one of them', 'dataType'],
    ],
  },
  {
    title: 'has both errMsg and errorMsg',
    rule: one(api({ errMsg: '{msg}', errorMsg: '{msg}' })),
    errors: [['/components/0/0/errorMsg', 'errorMsg is another name of errMsg: give only one of them', 'errMsg']],
  },
  {
    title: 'has an unknown dataType and responseType',
    rule: one(api({ dataType: 'yaml', responseType: 'form' })),
    errors: [
      ['/components/0/0/dataType', 'must be one of json, xml, form, text, got "yaml"', 'xml'],
      ['/components/0/0/responseType', 'must be one of json, xml, text, got "form"', 'json'],
    ],
  },
  {
    title: 'has an xmlName that is none',
    rule: one(api({ xmlName: 'a b' })),
    errors: [['/components/0/0/xmlName', '"a b" is no name for an XML element']],
  },
  {
    title: 'has tls with a cert and no key',
    rule: one(api({ tls: { cert: 'c' } })),
    errors: [['/components/0/0/tls', 'a client certificate (cert) needs its key']],
  },
  {
    title: 'has tls with a key and no cert',
    rule: one(api({ tls: { key: 'k' } })),
    errors: [['/components/0/0/tls', 'a key needs its client certificate (cert)']],
  },
  {
    title: 'has an unknown tls field',
    rule: one(api({ tls: { cert: 'c', key: 'k', pass: 'p' } })),
    errors: [['/components/0/0/tls/pass', 'the field pass is unknown', 'ca']],
  },
];
