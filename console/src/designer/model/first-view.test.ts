import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstView } from './first-view.ts';

const PLACE = { width: 1000, height: 400 };

describe('the first view of a drawing', () => {
  it('shows all of a small one in the middle, not larger than it is', () => {
    assert.deepEqual(firstView({ width: 600, height: 200 }, PLACE, undefined), {
      x: 200,
      y: 100,
      zoom: 1,
      isAll: true,
    });
  });

  it('shows all of one that can be read when it is made smaller', () => {
    const { x, zoom, isAll } = firstView({ width: 1200, height: 200 }, PLACE, undefined);
    assert.equal(isAll, true);
    assert.ok(zoom > 0.6 && zoom < 1 && x > 0 && x + 1200 * zoom < PLACE.width);
  });

  it('shows the beginning of a wide one, large enough to be read', () => {
    const { x, zoom, isAll } = firstView({ width: 4000, height: 200 }, PLACE, undefined);
    assert.deepEqual({ x, zoom, isAll }, { x: 24, zoom: 0.72, isAll: false });
  });

  it('shows what is chosen in the middle, and nothing beyond the ends', () => {
    const drawing = { width: 4000, height: 200 };
    const at = (x: number) => firstView(drawing, PLACE, { x, y: 0, width: 200, height: 90 });
    const middle = at(2000);
    assert.equal(Math.round(middle.x + 2100 * middle.zoom), 500);
    assert.equal(at(0).x, 24);
    const end = at(3800);
    assert.equal(Math.round(end.x + 4000 * end.zoom), 1000 - 24);
  });
});
