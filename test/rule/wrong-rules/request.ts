import { numberFromJson } from '../../../src/long-number.ts';
import { body, type WrongRule } from './wrong-rule.ts';

/** Errors in `request`. */
export const wrongRequests: readonly WrongRule[] = [
  {
    title: 'has a request that is no object',
    rule: { request: [] },
    errors: [['/request', 'must be an object, got an empty array']],
  },
  {
    title: 'has fields of a body that is not read',
    rule: { request: { type: 'raw', body: { a: { type: 'int' } } } },
    errors: [['/request/body', 'a body of type raw is not read and has no fields']],
  },
  {
    title: 'has an unknown request type',
    rule: { request: { type: 'yamll' } },
    errors: [['/request/type', 'must be one of json, xml, form, multipart, yaml, text, raw, got "yamll"', 'yaml']],
  },
  {
    title: 'has an unknown part of the request',
    rule: { request: { headers: {} } },
    errors: [['/request/headers', 'the field headers is unknown', 'header']],
  },
  {
    title: 'has a field rule that is no object',
    rule: body('string'),
    errors: [['/request/body/f', 'must be an object, got "string"']],
  },
  {
    title: 'has a field rule without a type',
    rule: body({ required: true }),
    errors: [['/request/body/f/type', 'the field type is missing']],
  },
  {
    title: 'has a field rule with an unknown type',
    rule: body({ type: 'integer' }),
    errors: [
      [
        '/request/body/f/type',
        'must be one of int, bigint, float, string, bool, slice, object, file, got "integer"',
        'int',
      ],
    ],
  },
  {
    title: 'has a field rule whose type is no string',
    rule: body({ type: 5 }),
    errors: [['/request/body/f/type', 'must be one of int, bigint, float, string, bool, slice, object, file, got 5']],
  },
  {
    title: 'has a keyword of another type: minLen of an int',
    rule: body({ type: 'int', minLen: 1 }),
    errors: [['/request/body/f/minLen', 'the field minLen is unknown for the type int', 'min']],
  },
  {
    title: 'has a keyword of another type: min of a string',
    rule: body({ type: 'string', min: 1 }),
    errors: [['/request/body/f/min', 'the field min is unknown for the type string', 'minLen']],
  },
  {
    title: 'has a keyword of another type: pattern of an int',
    rule: body({ type: 'int', pattern: 'a' }),
    errors: [['/request/body/f/pattern', 'the field pattern is unknown for the type int', 'type']],
  },
  {
    title: 'has a keyword of another type: items of a string',
    rule: body({ type: 'string', items: { type: 'int' } }),
    errors: [['/request/body/f/items', 'the field items is unknown for the type string', 'type']],
  },
  {
    title: 'has a misspelt keyword',
    rule: body({ type: 'string', requird: true }),
    errors: [['/request/body/f/requird', 'the field requird is unknown for the type string', 'required']],
  },
  {
    title: 'has a negative minLen',
    rule: body({ type: 'string', minLen: -1 }),
    errors: [['/request/body/f/minLen', 'must be at least 0, got -1']],
  },
  {
    title: 'has a fractional maxLen',
    rule: body({ type: 'slice', maxLen: 1.5 }),
    errors: [['/request/body/f/maxLen', 'must be a whole number, got 1.5']],
  },
  {
    title: 'has an empty enum',
    rule: body({ type: 'int', enum: [] }),
    errors: [['/request/body/f/enum', 'must have 1 or more elements, got an empty array']],
  },
  {
    title: 'has an enum of another type',
    rule: body({ type: 'int', enum: ['a'] }),
    errors: [['/request/body/f/enum/0', 'must be a whole number, got "a"']],
  },
  {
    title: 'has a range without values',
    rule: body({ type: 'int', min: 5, max: 4 }),
    errors: [['/request/body/f/min', 'min 5 is more than max 4: no value can be right']],
  },
  {
    title: 'has lengths without values',
    rule: body({ type: 'string', minLen: 5, maxLen: 4 }),
    errors: [['/request/body/f/minLen', 'minLen 5 is more than maxLen 4: no value can be right']],
  },
  {
    title: 'has a pattern with look-ahead',
    rule: body({ type: 'string', pattern: 'a(?=b)' }),
    errors: [
      [
        '/request/body/f/pattern',
        '"a(?=b)" is no pattern in linear-time syntax (RE2): at column 2, (?= is a look-ahead, which RE2 does not have',
      ],
    ],
  },
  {
    title: 'has a pattern with a back-reference',
    rule: body({ type: 'string', pattern: '(a)\\1' }),
    errors: [
      [
        '/request/body/f/pattern',
        '"(a)\\\\1" is no pattern in linear-time syntax (RE2): at column 4, \\1 is a back-reference, which RE2 does not have',
      ],
    ],
  },
  {
    title: 'has a pattern that is broken',
    rule: body({ type: 'string', pattern: '[a' }),
    errors: [
      [
        '/request/body/f/pattern',
        '"[a" is no pattern in linear-time syntax (RE2): at column 1, missing closing ]: `[a`',
      ],
    ],
  },
  {
    title: 'has a pattern that is too large',
    rule: body({ type: 'string', pattern: '(a{1000}){1000}' }),
    errors: [
      [
        '/request/body/f/pattern',
        '"(a{1000}){1000}" is no pattern in linear-time syntax (RE2): invalid repeat count: `{1000}`; RE2 repeats at most 1000 times, what is repeated within a repetition multiplied',
      ],
    ],
  },
  {
    title: 'has a large pattern that can be at many of its places at once',
    rule: body({ type: 'string', pattern: '(a|b)*a(a|b){900}[cd]' }),
    errors: [
      [
        '/request/body/f/pattern',
        '"(a|b)*a(a|b){900}[cd]" is no pattern in linear-time syntax (RE2): it is large, and can be at many of its places at once; anchor it, or repeat less',
      ],
    ],
  },
  {
    title: 'has an unknown format',
    rule: body({ type: 'string', format: 'datetime' }),
    errors: [
      [
        '/request/body/f/format',
        'must be one of email, uri, uuid, date, date-time, ipv4, ipv6, got "datetime"',
        'date-time',
      ],
    ],
  },
  {
    title: 'has a default of another type',
    rule: body({ type: 'int', default: '5' }),
    errors: [['/request/body/f/default', 'must be a whole number, got "5"']],
  },
  {
    title: 'has a default out of range',
    rule: body({ type: 'int', min: 10, default: 5 }),
    errors: [['/request/body/f/default', 'the default fails its own field rule: it must be at least 10']],
  },
  {
    title: 'has a default that its pattern refuses',
    rule: body({ type: 'string', pattern: '^a$', default: 'b' }),
    errors: [['/request/body/f/default', 'the default fails its own field rule: it must match ^a$']],
  },
  {
    title: 'has a default that its format refuses',
    rule: body({ type: 'string', format: 'date', default: '2024-02-30' }),
    errors: [['/request/body/f/default', 'the default fails its own field rule: it must be a valid date']],
  },
  {
    title: 'has a default outside of its enum',
    rule: body({ type: 'string', enum: ['a'], default: 'b' }),
    errors: [['/request/body/f/default', 'the default fails its own field rule: it must be one of "a"']],
  },
  {
    title: 'has a default with a wrong element',
    rule: body({ type: 'slice', items: { type: 'int' }, default: [1, 'x'] }),
    errors: [['/request/body/f/default/1', 'the default fails its own field rule: it must be an int']],
  },
  {
    title: 'has a default without a required member',
    rule: body({ type: 'object', attribute: { a: { type: 'int', required: true } }, default: {} }),
    errors: [['/request/body/f/default/a', 'the default fails its own field rule: it is required']],
  },
  {
    title: 'has a wrong field rule in depth',
    rule: body({ type: 'slice', items: { type: 'object', attribute: { 'a/b': { type: 'strng' } } } }),
    errors: [
      [
        '/request/body/f/items/attribute/a~1b/type',
        'must be one of int, bigint, float, string, bool, slice, object, file, got "strng"',
        'string',
      ],
    ],
  },
  {
    title: 'has field rules for a text body',
    rule: { request: { type: 'text', body: { f: { type: 'int' } } } },
    errors: [['/request/body', 'a body of type text is a string and has no fields; use bodySchema']],
  },
  {
    title: 'refuses keys that stand twice where there can be none',
    rule: { request: { type: 'form', duplicates: 'refuse' } },
    errors: [['/request/duplicates', 'only a JSON body can have a key twice; this one is form']],
  },
  {
    title: 'has a number of many digits where another type is wanted',
    rule: { request: { type: numberFromJson('7615917337495251231') } },
    errors: [['/request/type', 'must be one of json, xml, form, multipart, yaml, text, raw, got 7615917337495251231']],
  },
  {
    title: 'has body and bodySchema',
    rule: { request: { body: { f: { type: 'int' } }, bodySchema: true } },
    errors: [['/request/bodySchema', 'bodySchema stands instead of body: give only one of them']],
  },
  {
    title: 'has two field rules for one header',
    rule: { request: { header: { 'X-A': { type: 'int' }, 'x-a': { type: 'int' } } } },
    errors: [['/request/header/x-a', 'the header x-a has two field rules']],
  },
  {
    title: 'has a field called __proto__',
    rule: { request: { body: JSON.parse('{"__proto__": {"type": "int"}}') as object } },
    errors: [['/request/body/__proto__', 'a field cannot be called __proto__: nothing could read it']],
  },
  {
    title: 'has files in a body that is no multipart',
    rule: { request: { type: 'form', body: { a: { type: 'file' }, b: { type: 'slice', items: { type: 'file' } } } } },
    errors: [
      ['/request/body/a', 'only a body of type multipart has files'],
      ['/request/body/b', 'only a body of type multipart has files'],
    ],
  },
  {
    title: 'has files within other fields',
    rule: {
      request: {
        type: 'multipart',
        body: {
          o: { type: 'object', attribute: { f: { type: 'file' }, l: { type: 'slice', items: { type: 'file' } } } },
          l: { type: 'slice', items: { type: 'slice', items: { type: 'file' } } },
          good: { type: 'slice', items: { type: 'file' } },
        },
      },
    },
    errors: ['o/attribute/f', 'o/attribute/l/items', 'l/items/items'].map((at) => [
      `/request/body/${at}`,
      'a file is a field of the body itself, or an item of such a field: not within others',
    ]),
  },
];
