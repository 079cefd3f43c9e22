import { api, one, type WrongRule } from './wrong-rule.ts';

/** Errors of a rule file as a whole. */
export const wrongDocuments: readonly WrongRule[] = [
  { title: 'is no object', rule: 'x', errors: [['', 'must be an object, got "x"']] },
  { title: 'is an array', rule: [], errors: [['', 'must be an object, got an empty array']] },
  { title: 'is null', rule: null, errors: [['', 'must be an object, got null']] },
  {
    title: 'has an unknown field',
    rule: { reqest: {} },
    errors: [['/reqest', 'the field reqest is unknown', 'request']],
  },
  {
    title: 'has an unknown field like none',
    rule: { xyzzy: 1 },
    errors: [['/xyzzy', 'the field xyzzy is unknown', 'queue']],
  },
  {
    title: 'has settings of the wrong type',
    rule: { record: 'yes', suspend: 1, durable: null, timeout: '5' },
    errors: [
      ['/record', 'must be true or false, got "yes"'],
      ['/suspend', 'must be true or false, got 1'],
      ['/durable', 'must be true or false, got null'],
      ['/timeout', 'must be a number, got "5"'],
    ],
  },
  {
    title: 'has a timeout that is not positive',
    rule: { timeout: 0 },
    errors: [['/timeout', 'must be more than 0, got 0']],
  },
  {
    title: 'has a timeout that no timer can wait',
    rule: { timeout: 1e9 },
    errors: [['/timeout', 'must be at most 2147483, got 1000000000']],
  },
  {
    title: 'has an unknown idempotency',
    rule: { idempotency: 'requird' },
    errors: [['/idempotency', 'must be one of optional, required, got "requird"', 'required']],
  },
  {
    title: 'has a wrong recover',
    rule: { recover: { auto: 'yes', max: -1, wait: -1, delay: 5 } },
    errors: [
      ['/recover/delay', 'the field delay is unknown', 'max'],
      ['/recover/auto', 'must be true or false, got "yes"'],
      ['/recover/max', 'must be at least 0, got -1'],
      ['/recover/wait', 'must be at least 0, got -1'],
    ],
  },
  {
    title: 'has a fractional recover.max',
    rule: { recover: { max: 1.5 } },
    errors: [['/recover/max', 'must be a whole number, got 1.5']],
  },
  {
    title: 'is nested too deep',
    rule: one(api({ input: Array.from({ length: 200 }).reduce((inner) => [inner], 1) })),
    errors: [['', 'the rule is nested over 100 levels deep']],
  },
  { title: 'has no name', rule: {}, document: { name: undefined }, errors: [['/name', 'the field name is missing']] },
  {
    title: 'has no method',
    rule: {},
    document: { method: undefined },
    errors: [['/method', 'the field method is missing']],
  },
  {
    title: 'has an unknown method',
    rule: {},
    document: { method: 'post' },
    errors: [['/method', 'must be one of GET, POST, PUT, PATCH, DELETE, ANY, got "post"', 'POST']],
  },
  {
    title: 'has an unknown method like one',
    rule: {},
    document: { method: 'PUTT' },
    errors: [['/method', 'must be one of GET, POST, PUT, PATCH, DELETE, ANY, got "PUTT"', 'PUT']],
  },
  {
    title: 'has a limit of bodies that is no size',
    rule: { bodyLimit: '20MB' },
    errors: [['/bodyLimit', 'expected bytes, or a number with KiB or MiB such as "20MiB", from 1 byte to 100MiB']],
  },
  {
    title: 'has a limit of bodies beyond the largest',
    rule: { bodyLimit: '100.1MiB' },
    errors: [['/bodyLimit', 'expected bytes, or a number with KiB or MiB such as "20MiB", from 1 byte to 100MiB']],
  },
  {
    title: 'has a rest that is not the last segment',
    rule: {},
    document: { name: 'files/*rest/x' },
    errors: [['/name', 'the segment *rest takes all that follows: it must be the last']],
  },
  {
    title: 'has a name with a leading slash',
    rule: {},
    document: { name: '/a' },
    errors: [['/name', 'the name has no leading slash; only the prefix itself is called /']],
  },
  { title: 'has an empty name', rule: {}, document: { name: '' }, errors: [['/name', 'cannot be empty']] },
  {
    title: 'has a name with an empty segment',
    rule: {},
    document: { name: 'a//b' },
    errors: [['/name', 'the name has an empty segment']],
  },
  {
    title: 'has a name that ends in a slash',
    rule: {},
    document: { name: 'a/' },
    errors: [['/name', 'the name has an empty segment']],
  },
  {
    title: 'has a name with dots',
    rule: {},
    document: { name: 'a/../b' },
    errors: [['/name', 'the name has the segment .., which clients resolve away']],
  },
  {
    title: 'has a name with a space',
    rule: {},
    document: { name: 'a b' },
    errors: [
      [
        '/name',
        'the name has the segment "a b"; a segment is letters, digits, . _ ~ @ and -, or a parameter such as :id, or *rest at the end',
      ],
    ],
  },
  {
    title: 'has a name with a query',
    rule: {},
    document: { name: 'a?b' },
    errors: [
      [
        '/name',
        'the name has the segment "a?b"; a segment is letters, digits, . _ ~ @ and -, or a parameter such as :id, or *rest at the end',
      ],
    ],
  },
  {
    title: 'has a name with a nameless parameter',
    rule: {},
    document: { name: 'a/:' },
    errors: [
      [
        '/name',
        'the name has the segment ":"; a segment is letters, digits, . _ ~ @ and -, or a parameter such as :id, or *rest at the end',
      ],
    ],
  },
  {
    title: 'has a name with a parameter in a segment',
    rule: {},
    document: { name: 'a/x:id' },
    errors: [
      [
        '/name',
        'the name has the segment "x:id"; a segment is letters, digits, . _ ~ @ and -, or a parameter such as :id, or *rest at the end',
      ],
    ],
  },
  {
    title: 'has a name with two parameters of one name',
    rule: {},
    document: { name: ':id/:id' },
    errors: [['/name', 'the name has two parameters of one name']],
  },
  {
    title: 'has a wildcard as name',
    rule: {},
    document: { name: 'a/*' },
    errors: [
      [
        '/name',
        'the name has the segment "*"; a segment is letters, digits, . _ ~ @ and -, or a parameter such as :id, or *rest at the end',
      ],
    ],
  },
  {
    title: 'has a desc that is no text',
    rule: {},
    document: { desc: 5 },
    errors: [['/desc', 'must be a string, got 5']],
  },
  {
    title: 'has an unknown field of the document',
    rule: {},
    document: { nmae: 'x' },
    errors: [['/nmae', 'the field nmae is unknown', 'name']],
  },
  {
    title: 'has metadata under names that none can have',
    rule: { metadata: { 'a b': '1', '.a': '2', b: '3' } },
    errors: [
      [
        '/metadata/a b',
        'the name "a b" is refused: 1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-", the first no "." or "-"',
      ],
      ['/metadata/.a', 'the name ".a" is refused: 1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-", the first no "." or "-"'],
    ],
  },
  {
    title: 'has metadata that reads secrets',
    rule: { metadata: { b: '{secret.KEY}', c: ['{secret.KEY}'] } },
    errors: ['/metadata/b', '/metadata/c/0'].map((pointer) => [
      pointer,
      "{secret.KEY}: a secret can be read only in a component's header, auth, url and input",
    ]),
  },
  {
    title: 'has too much metadata',
    rule: { metadata: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`n${at}`, '1'])) },
    errors: [['/metadata', 'must have 20 or fewer members']],
  },
  { title: 'has no rule', rule: undefined, errors: [['', 'the field rule is missing']] },
];
