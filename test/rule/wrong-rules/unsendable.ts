import { api, one, type WrongRule } from './wrong-rule.ts';

const noHeader = (character: string, at: number) =>
  `a header cannot hold the character ${character} at position ${at}; percent-encode it`;

/** Components whose call no run could send. */
export const unsendableComponents: readonly WrongRule[] = [
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
        [
          api({ responseType: 'json', lists: ['a'] }),
          api({ name: 'b', responseType: 'xml', lists: ['o.items.item', 'o..item', '@a'] }),
        ],
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
];
