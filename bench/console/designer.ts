import type { ElementHandle, Locator } from 'playwright-core';
import type { Console } from '../../test/console/fixture/console.ts';
import { button, card, dragBetween, field, middleOf } from '../../test/console/fixture/drawing.ts';
import { DEEDS, largeRule } from '../../test/console/screenshots/shop.ts';
import { LongTasks } from './long-tasks.ts';
import type { Measured } from './long-tasks.ts';

/** The element itself: to find it by its role takes time of the page, which is not that of a user. */
async function found(one: Locator): Promise<ElementHandle> {
  await one.waitFor();
  return (await one.elementHandle()) as ElementHandle;
}

/** Moves about and edits a rule of 64 components in 12 layers. */
export async function measureDesigner(console_: Console): Promise<readonly Measured[]> {
  await console_.gateway.rule('insurance/policies', 'POST', largeRule());
  const page = await console_.open({ at: 'rules/POST/insurance/policies', viewport: { width: 1600, height: 1000 } });
  await card(page, 'load-applicant').waitFor();
  const tasks = new LongTasks(page);
  await tasks.during('load', async () => {
    await page.reload();
    await card(page, 'load-applicant').waitFor();
  });
  await button(page, 'Show all').click();
  const pane = await middleOf(page.locator('.react-flow__pane').first());
  const top = pane.y - pane.height / 2 + 12;
  await tasks.during('pan', async () => {
    await page.mouse.move(pane.x, top);
    await page.mouse.down();
    for (const x of [-200, 200, 0]) await page.mouse.move(pane.x + x, top + 60, { steps: 20 });
    await page.mouse.up();
  });
  await tasks.during('zoom', async () => {
    await page.keyboard.down('Control');
    for (const step of [-60, 60]) for (let n = 0; n < 8; n += 1) await page.mouse.wheel(0, step);
    await page.keyboard.up('Control');
  });
  await button(page, 'Show all').click();
  const cards = await Promise.all(DEEDS.map((deed) => found(card(page, `${deed}-address`))));
  await tasks.during('choose twelve cards, one after another', async () => {
    for (const one of cards) await one.click();
  });
  await button(page, 'Show all').click();
  const [from, to] = [await middleOf(card(page, 'check-vehicle')), await middleOf(card(page, 'verify-income'))];
  await tasks.during('drag a card over five layers, and into another', () =>
    dragBetween(page, from, { x: to.x, y: to.y + to.height / 2 }, 60),
  );
  const [undo, redo] = [await found(button(page, 'Undo')), await found(button(page, 'Redo'))];
  await tasks.during('undo, and redo', async () => {
    await undo.click();
    await redo.click();
  });
  await card(page, 'price-income').click();
  await tasks.during('type in the field "url"', async () => {
    await field(page, 'url').pressSequentially('/a/longer/address/of/it', { delay: 60 });
  });
  await tasks.during('type in the field "input", completed', async () => {
    await field(page, 'input').fill('');
    await field(page, 'input').pressSequentially('{"a": "{load_applicant.id}"}', { delay: 60 });
  });
  await page.keyboard.press('Escape');
  await card(page, 'price-income').focus();
  await tasks.during('move a card by four layers with Alt+arrows', async () => {
    for (let n = 0; n < 4; n += 1) await page.keyboard.press('Alt+ArrowRight');
  });
  await button(page, 'JSON').click();
  const text = page.getByRole('textbox', { name: 'Rule as JSON' });
  await text.waitFor();
  await tasks.during('type in the text beside it', async () => {
    await text.getByText('"desc"').or(text.getByText('"name"')).first().click();
    await page.keyboard.press('End');
    await page.keyboard.type('          ', { delay: 60 });
  });
  await page.close();
  return tasks.measured;
}
