import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COMPONENTS, layersOf, newDocument } from '../model/document.ts';
import {
  type DesignerAction,
  type DesignerState,
  designerReducer,
  shownNode,
  startDesigner,
} from './designer-state.ts';

const start = (): DesignerState => startDesigner(newDocument('a', 'GET'));
const component = { name: 'x', type: 'api', url: 'http://a.example/', outputName: 'x' };
const withCard = (): DesignerState =>
  designerReducer(start(), { type: 'edit', edit: { type: 'addComponent', place: { newLayer: 0 }, component } });

describe('the state of the designer', () => {
  it('chooses the card that an edit makes, and gives it the focus', () => {
    const state = withCard();
    assert.equal(state.selected, '/rule/components/0/0');
    assert.deepEqual(state.focus, { id: '/rule/components/0/0' });
  });

  it('forgets the chosen card when it is undone', () => {
    const undone = designerReducer(withCard(), { type: 'undo' });
    assert.equal(undone.selected, undefined);
    assert.deepEqual(layersOf(undone.history.present), []);
    assert.equal(layersOf(designerReducer(undone, { type: 'redo' }).history.present).length, 1);
  });

  it('keeps the last good document while the text is no JSON, and says where it is wrong', () => {
    const state = designerReducer(withCard(), { type: 'text', text: '{\n  "name": }' });
    assert.equal(layersOf(state.history.present).length, 1);
    assert.deepEqual([state.broken?.line, state.broken?.text], [2, '{\n  "name": }']);
    assert.equal(designerReducer(state, { type: 'undo' }).broken, undefined);
  });

  it('takes a text that is JSON as the document', () => {
    const state = designerReducer(start(), { type: 'text', text: '{"name":"b"}' });
    assert.equal(state.history.present.text, '{"name":"b"}');
    assert.equal(state.history.past.length, 1);
  });

  it('says why an edit cannot be made, and changes nothing', () => {
    const state = designerReducer(start(), {
      type: 'edit',
      edit: { type: 'deleteComponent', position: { layer: 3, at: 0 } },
    });
    assert.match(state.refusal ?? '', /layer 4/);
    assert.equal(designerReducer(state, { type: 'dismiss' }).refusal, undefined);
  });

  it('opens a flow, adds inside it, and closes it where the flow is undone', () => {
    const flow = { name: 'f', type: 'flow', components: [] };
    const run = (before: DesignerState, ...actions: DesignerAction[]) => actions.reduce(designerReducer, before);
    const list = '/rule/components/0/0/components';
    const place = { newLayer: 0 };
    const opened = run(
      start(),
      { type: 'edit', edit: { type: 'addComponent', place, component: flow } },
      { type: 'open', list },
    );
    assert.deepEqual([opened.open, opened.selected, shownNode(opened)], [list, 'begin', '/rule/components/0/0']);
    const added = run(opened, { type: 'edit', edit: { type: 'addComponent', place, component, list } });
    assert.deepEqual([added.open, added.selected], [list, `${list}/0/0`]);
    const closed = run(added, { type: 'close' });
    assert.deepEqual([closed.open, closed.selected], [COMPONENTS, '/rule/components/0/0']);
    assert.equal(run(closed, { type: 'select', id: `${list}/0/0` }).open, list);
    const undone = run(added, { type: 'undo' }, { type: 'undo' });
    assert.deepEqual([undone.open, undone.selected, shownNode(undone)], [COMPONENTS, undefined, undefined]);
  });

  it('opens with a text that is no JSON yet', () => {
    assert.equal(startDesigner(newDocument('a', 'GET'), '{').broken?.text, '{');
  });
});
