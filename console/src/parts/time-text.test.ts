import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { localTime, shownTime, timeFault, typedTime, utcTime } from './time-text.ts';

describe('a time that is typed', () => {
  it('is a day, with a time or without', () => {
    assert.equal(typedTime('2026-11-30 09:05'), '2026-11-30 09:05:00');
    assert.equal(typedTime(' 2026-11-30T09:05:07 '), '2026-11-30 09:05:07');
    assert.equal(typedTime('2026-11-30'), '2026-11-30 00:00:00');
    assert.equal(typedTime('2026-11-30', '23:59:59'), '2026-11-30 23:59:59');
  });

  it('is none before it is complete, and where there is no such day', () => {
    for (const text of ['', '2026', '2026-11-3', '2026-11-30 9', '2026-11-30 24:01', '2026-02-30', 'yesterday'])
      assert.equal(typedTime(text), null, text);
  });
});

describe('what is wrong with a typed time', () => {
  it('is how it is written, or that it is too early', () => {
    assert.equal(timeFault('tomorrow'), 'noTime');
    assert.equal(timeFault('2026-11-29 23:59', '2026-11-30'), 'tooEarly');
    assert.equal(timeFault('2026-11-30 00:00', '2026-11-30'), undefined);
    assert.equal(timeFault(' '), undefined);
  });
});

describe('a time in a field', () => {
  it('has seconds only where it has some', () => {
    assert.equal(shownTime('2026-11-30 09:05:00'), '2026-11-30 09:05');
    assert.equal(shownTime('2026-11-30 09:05:07'), '2026-11-30 09:05:07');
  });

  it('is of the reader there, and of UTC in the address', () => {
    const iso = '2026-11-30T09:05:07.000Z';
    const local = localTime(iso) ?? '';
    assert.match(local, /^\d{4}-\d{2}-\d{2} \d{2}:05:07$/);
    assert.equal(utcTime(local), iso);
    assert.equal(localTime('yesterday'), null);
  });
});
