import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPassword, checkUser } from './user-draft.ts';

describe('a user that is typed', () => {
  it('has a name of letters, digits and . _ @ -, and a password of 8 to 1024 characters', () => {
    const check = (username: string, password = 'long enough') => checkUser({ username, password, role: 'viewer' });
    assert.deepEqual(check('ada.l@example.com'), {});
    assert.deepEqual(check(''), { username: 'users.required' });
    for (const name of ['.ada', 'ada l', 'a'.repeat(101)])
      assert.deepEqual(check(name), { username: 'users.nameWrong' });
    assert.deepEqual(check('ada', '1234567'), { password: 'users.passwordShort' });
  });

  it('counts characters, not their parts', () => {
    assert.deepEqual(checkPassword('😀'.repeat(7)), { password: 'users.passwordShort' });
    assert.deepEqual(checkPassword('😀'.repeat(8)), {});
    assert.deepEqual(checkPassword('x'.repeat(1025)), { password: 'users.passwordLong' });
  });
});
