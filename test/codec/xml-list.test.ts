import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeBody } from '../../src/codec/decode.ts';
import type { Json } from '../../src/json.ts';
import { type ListPath, parseListPath } from '../../src/xml-list.ts';

function read(xml: string, ...lists: string[]): Json {
  const paths = lists.map((text): ListPath => parseListPath(text) ?? assert.fail(text));
  return decodeBody('xml', Buffer.from(xml), undefined, paths) as Json;
}

describe('elements that are named as lists', () => {
  const cases: readonly (readonly [string, string, readonly string[], Json])[] = [
    ['one is a list of one', '<r><order>1</order></r>', ['order'], { order: ['1'] }],
    ['two are a list as ever', '<r><order>1</order><order>2</order></r>', ['order'], { order: ['1', '2'] }],
    ['none is an empty list', '<r><a>1</a></r>', ['order'], { a: '1', order: [] }],
    ['none in a root without anything', '<r/>', ['order'], { order: [] }],
    ['none in a root of white space', '<r>\n</r>', ['order'], { order: [] }],
    [
      'at any depth',
      '<r><o><items><item><n>1</n></item></items></o></r>',
      ['o.items.item'],
      { o: { items: { item: [{ n: '1' }] } } },
    ],
    ['none where the parent is empty', '<r><o><items/></o></r>', ['o.items.item'], { o: { items: { item: [] } } }],
    [
      'none where the parent has attributes only',
      '<r><items n="0"/></r>',
      ['items.item'],
      { items: { '@n': '0', item: [] } },
    ],
    ['nothing where there is no parent', '<r><o><a>1</a></o></r>', ['o.items.item'], { o: { a: '1' } }],
    ['nothing where the parent is a text', '<r><items>none</items></r>', ['items.item'], { items: 'none' }],
    [
      'in each element of a list on the way',
      '<r><o><i>1</i></o><o/><o><i>2</i><i>3</i></o></r>',
      ['o.i'],
      { o: [{ i: ['1'] }, { i: [] }, { i: ['2', '3'] }] },
    ],
    ['a list within a list, both named', '<r><o><i>1</i></o></r>', ['o', 'o.i'], { o: [{ i: ['1'] }] }],
    ['in any order', '<r><o><i>1</i></o></r>', ['o.i', 'o'], { o: [{ i: ['1'] }] }],
    ['with a prefix', '<r><s:b><s:i>1</s:i></s:b></r>', ['s:b.s:i'], { 's:b': { 's:i': ['1'] } }],
    ['whose name has a dot', '<r><a.b><c>1</c></a.b></r>', ['["a.b"].c'], { 'a.b': { c: ['1'] } }],
    ['an empty element is one too', '<r><i/></r>', ['i'], { i: [''] }],
    ['the root itself is a text', '<r>x</r>', ['i'], 'x'],
  ];
  for (const [name, xml, lists, expected] of cases) it(name, () => assert.deepEqual(read(xml, ...lists), expected));

  it('no body is none', () => assert.equal(decodeBody('xml', Buffer.alloc(0), undefined, [['a']]), null));

  for (const text of ['', 'a..b', '.a', 'a.', '@a', 'a.@b', '#text', 'a[0]', 'a b', '1a', 'ª']) {
    it(`${JSON.stringify(text)} is no path of one`, () => assert.equal(parseListPath(text), undefined));
  }
});
