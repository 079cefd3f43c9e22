import { api, res, type WrongRule } from './wrong-rule.ts';

/** Errors in `response`, and several at once. */
export const wrongResponses: readonly WrongRule[] = [
  {
    title: 'has a response that is no object',
    rule: res('ok'),
    errors: [['/response', 'must be an object, got "ok"']],
  },
  {
    title: 'has an unknown field in the response',
    rule: res({ bdy: {} }),
    errors: [['/response/bdy', 'the field bdy is unknown', 'body']],
  },
  {
    title: 'has a form as response',
    rule: res({ type: 'form' }),
    errors: [['/response/type', 'must be one of json, xml, yaml, text, raw, got "form"', 'json']],
  },
  {
    title: 'has a list of types with one that cannot be chosen, and none',
    rule: res({ type: ['json', 'raw'], error: { type: 'raw' } }),
    errors: [
      ['/response/type/1', 'must be one of json, xml, yaml, text, got "raw"', 'xml'],
      ['/response/error/type', 'must be one of json, xml, yaml, text, got "raw"', 'xml'],
    ],
  },
  {
    title: 'has types that are no type',
    rule: res({ type: 7 }),
    errors: [['/response/type', 'must be a string or an array, got 7']],
  },
  {
    title: 'has a status that is none',
    rule: res({ status: 'ok' }),
    errors: [['/response/status', '"ok" is no HTTP status: expected 200 to 599, or a template']],
  },
  {
    title: 'has a status out of range',
    rule: res({ status: 99 }),
    errors: [['/response/status', 'must be at least 200, got 99']],
  },
  {
    title: 'has a fractional status',
    rule: res({ status: 200.5 }),
    errors: [['/response/status', 'must be a whole number or a string, got 200.5']],
  },
  {
    title: 'has an unknown field in error',
    rule: res({ error: { msg: 'x' } }),
    errors: [['/response/error/msg', 'the field msg is unknown', 'type']],
  },
  {
    title: 'has an xmlName in the response that is none',
    rule: res({ xmlName: '<x>' }),
    errors: [['/response/xmlName', '"<x>" is no name for an XML element']],
  },
  {
    title: 'has bodies that XML cannot say',
    rule: res({ type: 'xml', xmlName: 'µ', body: { µ: 1 }, defaultBody: [1], error: { body: { a: [[1]] } } }),
    errors: [
      ['/response/xmlName', '"µ" is no name for an XML element'],
      ['/response/body/µ', '"µ" is no name for an XML element or attribute'],
      ['/response/defaultBody', 'a list cannot be the root of XML; name its elements: {"item": [...]}'],
      ['/response/error/body/a/0', 'a list directly within a list has no name in XML'],
    ],
  },
  {
    title: 'has a header with a line break, or of the connection',
    rule: res({ header: { a: 'x\ny', b: ['5 €'], te: 'x' }, error: { header: { Upgrade: 'x' } } }),
    errors: [
      ['/response/header/a', 'a header value cannot hold line breaks or control characters'],
      ['/response/header/te', 'the header te is set by Stepgate itself; remove it'],
      ['/response/error/header/Upgrade', 'the header Upgrade is set by Stepgate itself; remove it'],
    ],
  },
  {
    title: 'has several errors at once, each of them reported',
    rule: {
      timout: 5,
      request: { body: { f: { type: 'int', min: 'x' }, g: { type: 'string', pattern: '(?=a)' } } },
      components: [[api({ url: 'x', condition: 'y', retryMaxCount: 99 }), { type: 'nope' }]],
      response: { status: 5 },
    },
    errors: [
      ['/timout', 'the field timout is unknown', 'timeout'],
      ['/request/body/f/min', 'must be a number, got "x"'],
      ['/components/0/0/retryMaxCount', 'must be at most 10, got 99'],
      ['/components/0/1/type', 'must be one of api, rule, script, transform, flow, wait, got "nope"', 'api'],
      ['/response/status', 'must be at least 200, got 5'],
      [
        '/request/body/g/pattern',
        '"(?=a)" is no pattern in linear-time syntax (RE2): at column 1, (?= is a look-ahead, which RE2 does not have',
      ],
      [
        '/components/0/0/url',
        '"x" is no URL: it must begin with http://, https:// or a placeholder such as {var.SELF}',
      ],
      ['/components/0/0/condition', 'unknown name y; a value is written {y} at column 1 of y'],
    ],
  },
];
