import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { assertAccessible } from './fixture/axe.ts';
import { startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';
import { add, button, card, field } from './fixture/drawing.ts';

let console_: Console;
before(async () => {
  console_ = await startConsole();
});
afterEach(() => console_.closePages());
after(() => console_.close());

async function savedRule(name: string): Promise<unknown> {
  const { body } = await console_.gateway.api<{ rule: unknown }>('GET', `rule?name=${name}&method=POST`);
  return body.data.rule;
}

describe('the editors of undoing and of approvals', () => {
  it('write what undoes a component, with undo and redo, and mark its card', async () => {
    const { gateway } = console_;
    const charge = {
      name: 'charge',
      type: 'api',
      method: 'POST',
      url: 'http://127.0.0.1:9/charges',
      outputName: 'charge',
    };
    await gateway.rule('undo/drawn', 'POST', { request: {}, components: [[charge]], response: {} });
    const page = await console_.open({ at: 'rules/POST/undo/drawn' });
    await card(page, 'charge').click();
    const undo = page.getByRole('group', { name: 'compensate', exact: true });
    const type = undo.getByRole('combobox', { name: 'compensate', exact: true });
    await type.selectOption('api');
    await field(page, 'compensate method').selectOption('DELETE');
    await field(page, 'compensate url').fill('http://127.0.0.1:9/charges/{char');
    await page.getByRole('option', { name: /^charge output/ }).click();
    await field(page, 'compensate url').press('End');
    assert.equal(await field(page, 'compensate url').inputValue(), 'http://127.0.0.1:9/charges/{charge}');
    await field(page, 'compensate retryMaxCount').fill('5');
    await page.getByRole('img', { name: 'Undone by: DELETE http://127.0.0.1:9/charges/{charge}' }).waitFor();
    await button(page, 'More fields of compensate').click();
    await field(page, 'compensate condition').fill("{error.code} == '110006'");
    await assertAccessible(page);
    await button(page, 'Undo').click();
    assert.equal(await field(page, 'compensate condition').inputValue(), '');
    await button(page, 'Redo').click();
    // What a script does not have is left out.
    await type.selectOption('script');
    assert.equal(await field(page, 'compensate method').count(), 0);
    await button(page, 'Undo').click();
    assert.equal(await field(page, 'compensate method').inputValue(), 'DELETE');
    // What reads an output follows its name.
    await field(page, 'outputName').fill('paid');
    await field(page, 'outputName').press('Enter');
    await page.waitForFunction(
      `document.body.innerText.includes('charges/{paid}') || [...document.querySelectorAll('textarea')].some((one) => one.value.includes('{paid}'))`,
    );
    await page.getByRole('button', { name: 'Close', exact: true }).first().click();
    await field(page, 'suspend').check();
    await field(page, 'onFailure').selectOption('compensate');
    await field(page, 'compensateHold').fill('10');
    await button(page, 'Save').click();
    await page
      .getByText(/^Saved as version/)
      .first()
      .waitFor();
    const { body } = await gateway.api<{ list: { version: string }[] }>('GET', 'rule/page?name=undo/drawn&method=POST');
    const version = body.data.list[0]?.version ?? '';
    const saved = await gateway.api<{ rule: unknown }>('GET', `rule?version=${version}`);
    assert.deepEqual(saved.body.data.rule, {
      ...{ request: {}, response: {}, suspend: true, onFailure: 'compensate', compensateHold: 10 },
      components: [
        [
          {
            ...{ ...charge, outputName: 'paid' },
            compensate: {
              ...{ type: 'api', url: 'http://127.0.0.1:9/charges/{paid}', method: 'DELETE', retryMaxCount: 5 },
              condition: "{error.code} == '110006'",
            },
          },
        ],
      ],
    });
  });

  it('ask of an approval what an approval has: title, form, roles', async () => {
    const page = await console_.open({ at: 'rules/new' });
    await field(page, 'Method').selectOption('POST');
    await field(page, 'Name').fill('undo/approved');
    await add(page, 'wait');
    await field(page, 'for').selectOption('approval');
    assert.deepEqual([await field(page, 'body').count(), await field(page, 'seconds').count()], [0, 0]);
    await field(page, 'title').fill('Refund for {request.path}');
    await button(page, 'Add a field to form').click();
    await field(page, 'form 1 name').fill('amount');
    await field(page, 'form 1 type').selectOption('int');
    await field(page, 'form 1 required').check();
    await button(page, 'Limits of amount').click();
    await field(page, 'form 1 max').fill('100');
    await page.getByRole('checkbox', { name: 'roles developer' }).check();
    await page.getByRole('checkbox', { name: 'roles viewer' }).check();
    await field(page, 'onReject').selectOption('continue');
    await assertAccessible(page);
    await button(page, 'Save').click();
    await page.waitForURL(/rules\/POST\/undo\/approved$/);
    assert.deepEqual(await savedRule('undo/approved'), {
      ...{ request: {}, response: {} },
      components: [
        [
          {
            ...{ name: 'wait', type: 'wait', for: 'approval', outputName: 'wait', title: 'Refund for {request.path}' },
            form: { amount: { type: 'int', required: true, max: 100 } },
            ...{ roles: ['viewer', 'developer'], onReject: 'continue' },
          },
        ],
      ],
    });
  });

  it('are there in Chinese', async () => {
    const { gateway } = console_;
    const charge = { name: 'charge', type: 'api', url: 'http://127.0.0.1:9/' };
    await gateway.rule('undo/zh', 'POST', { components: [[{ ...charge, compensate: { type: 'script', url: 'x' } }]] });
    const page = await console_.open({ at: 'rules/POST/undo/zh', locale: 'zh-CN' });
    await card(page, 'charge').click();
    await button(page, 'compensate 的更多字段').waitFor();
    await page.getByText('当运行被放弃时，撤销此组件的调用。').or(page.getByText(/撤销/)).first().waitFor();
    await assertAccessible(page);
  });
});
