import { api, script, one, type WrongRule } from './wrong-rule.ts';

/** Errors in the fields of components. */
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
    errors: [['/components/0/0/type', 'must be one of api, rule, script, transform, flow, wait, got "http"', 'api']],
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
    title: 'has more than 256 layers',
    rule: { components: Array.from({ length: 257 }, () => []) },
    errors: [['/components', 'must have 256 or fewer elements, got an array of 257']],
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
      ['/components/0/0/ignoreError', 'must be true or false, got "true"'],
      ['/components/0/0/nowResponse', 'must be true or false, got null'],
      ['/components/0/0/isCache', 'must be true or false, got 1'],
    ],
  },
  {
    title: 'has a transform with what only calls have',
    rule: one({ name: 't', type: 'transform', expression: 'a', url: 'x', isCache: true, retryMaxCount: 1 }),
    errors: [
      ['/components/0/0/url', 'the field url is unknown for the type transform', 'as'],
      ['/components/0/0/isCache', 'the field isCache is unknown for the type transform', 'name'],
      ['/components/0/0/retryMaxCount', 'the field retryMaxCount is unknown for the type transform', 'timeout'],
    ],
  },
  {
    title: 'has a transform that reads what only an api has',
    rule: one({ name: 't', type: 'transform', expression: 'a', outputData: '{$status}' }),
    errors: [['/components/0/0/outputData', '{$status}: only an api or rule component has it']],
  },
  {
    title: 'has transforms without an expression',
    rule: {
      components: [
        [
          { name: 't', type: 'transform' },
          { name: 'u', type: 'transform', expression: '' },
        ],
      ],
    },
    errors: [
      ['/components/0/0/expression', 'the field expression is missing'],
      ['/components/0/1/expression', 'cannot be empty'],
    ],
  },
  {
    title: 'has an unknown method',
    rule: one(api({ method: 'FETCH' })),
    errors: [
      [
        '/components/0/0/method',
        'must be one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS, {request.method}, got "FETCH"',
        'PATCH',
      ],
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
    errors: [['/components/0/0/auth', 'must be an array or an object, got "token"']],
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
    rule: one(api({ dataType: 'jsn', responseType: 'multipart' })),
    errors: [
      ['/components/0/0/dataType', 'must be one of json, xml, yaml, form, text, multipart, raw, got "jsn"', 'json'],
      ['/components/0/0/responseType', 'must be one of json, xml, yaml, form, text, raw, got "multipart"', 'text'],
    ],
  },
  {
    title: 'has an input that is no multipart, or no bytes',
    rule: {
      components: [
        [
          api({ method: 'POST', dataType: 'multipart', input: [1] }),
          { ...api({ method: 'POST', dataType: 'raw', input: 'aGk=' }), name: 'b' },
        ],
      ],
    },
    errors: [
      ['/components/0/0/input', 'multipart is made of an object; a list cannot be one'],
      ['/components/0/1/input', 'raw sends the bytes of {"base64", "contentType"}; a text is none'],
    ],
  },
  {
    title: 'has a "*" that can never be an object',
    rule: one(api({ header: { '*': 'all' }, query: { '*': 'all of {request.query}' } })),
    errors: [
      ['/components/0/0/query/*', '"*" takes an object, such as {request.query}'],
      ['/components/0/0/header/*', '"*" takes an object, such as {request.header}'],
    ],
  },
  {
    title: 'has an auth of an unknown scheme',
    rule: one(api({ auth: { oauth: {} } })),
    errors: [['/components/0/0/auth/oauth', 'the field oauth is unknown', 'oauth2']],
  },
  {
    title: 'has an oauth2 that lacks fields, and one whose token URL comes with the request',
    rule: {
      components: [
        [
          api({ auth: { oauth2: { tokenUrl: 'http://a.example', clientId: 'a' } } }),
          api({
            name: 'b',
            auth: { oauth2: { tokenUrl: '{var.A}/{request.query.t}', clientId: 'a', clientSecret: '{secret.A}' } },
          }),
        ],
      ],
    },
    errors: [
      ['/components/0/0/auth/oauth2/clientSecret', 'the field clientSecret is missing'],
      ['/components/0/1/auth/oauth2/tokenUrl', 'a token URL may hold {var.NAME} only'],
    ],
  },
  {
    title: 'has redirects out of range',
    rule: one(api({ redirects: 11 })),
    errors: [['/components/0/0/redirects', 'must be at most 10, got 11']],
  },
  {
    title: 'has a method that is another template',
    rule: one(api({ method: '{request.body.method}' })),
    errors: [
      [
        '/components/0/0/method',
        'must be one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS, {request.method}, got "{request.body.method}"',
        '{request.method}',
      ],
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
