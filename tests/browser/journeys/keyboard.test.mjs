// A clerk's whole day with nothing but the keyboard: the worklist, claiming, the case and its materials, a return with
// reasons from templates, and the approval once it is mended. Every place that is gone to is marked as such.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch, open } from '../browser.mjs';
import { bornBy, call, does, numberOf, origin, taskOf } from '../server.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** What has the focus: how it is called, and whether that is to be seen. */
const here = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const label = at.labels?.[0]?.innerText ?? '';
    const named = (at.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.innerText);
    // What stands for a box that is not drawn itself is marked in its place.
    const shown = at.matches(':focus-visible');
    return {
      name: `${at.getAttribute('aria-label') ?? ''} ${label} ${named.join(' ')} ${at.innerText ?? ''}`.trim(),
      tag: at.tagName,
      shown,
    };
  });

/** Goes on, place by place, until one is of this name. */
async function reach(page, name, tag, key = 'Tab') {
  const seen = [];
  for (let press = 0; press < 80; press += 1) {
    await page.keyboard.press(key);
    const at = await here(page);
    seen.push(at.name.slice(0, 20));
    if (at.name.includes(name) && (tag === undefined || at.tag === tag)) {
      assert.ok(at.shown, `${name} is marked`);
      return;
    }
  }
  assert.fail(`${name} is not reached: ${seen.join(' | ')}`);
}

async function press(page, name, key = 'Enter', tag) {
  await reach(page, name, tag);
  await page.keyboard.press(key);
}

/** From anywhere on the worklist to the row of an application's step, by searching for it. */
async function toRow(page, number, step) {
  await page.keyboard.press('/');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(number);
  await page.waitForFunction(
    (number) => [...document.querySelectorAll('.work-row')].every((row) => row.innerText.includes(number)),
    number,
  );
  await page.locator('.work-row').first().waitFor();
  await page.keyboard.press('Escape');
  // What else of the application is due before it is passed by.
  for (let press = 0; press < 10; press += 1) {
    await page.keyboard.press('j');
    await page.waitForFunction(() => document.activeElement?.closest('.work-row') !== null);
    if ((await here(page)).name.includes(step)) return;
  }
  assert.fail(`no row of ${step}`);
}

test('a clerk, with nothing but the keyboard', { timeout: 180_000 }, async () => {
  const who = `applicant:keys${randomInt(1e12)}`;
  const id = await bornBy(who);
  await does(id, 'joint_acceptance');
  await taskOf(id, 'birth_certificate.review');
  const { page, faults, context } = await open(browser, origin, { role: 'clerk:health' });
  context.setDefaultTimeout(60_000);
  await page.goto('/tasks');
  await page.locator('.work-row').first().waitFor();
  // Past the navigation in one step.
  await press(page, '跳到正文');
  await toRow(page, await numberOf(id), '审查');
  await page.keyboard.press('c');
  await page.locator('.work-row').getByText('我', { exact: true }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /^审查/ }).waitFor();
  await page.getByRole('region', { name: '办理', exact: true }).waitFor();

  // A material that was handed in, larger and turned; the focus comes back to where it was.
  await page.locator('.materials').waitFor();
  if ((await page.locator('.materials button').count()) > 0) {
    await press(page, '查看');
    await page.getByRole('dialog').locator('img').waitFor();
    await press(page, '放大');
    await page.getByText('125%').waitFor();
    await press(page, '右转');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    assert.match((await here(page)).name, /查看/);
  }

  // A return: nothing chosen is said, and the first place to choose is gone to.
  await page.keyboard.press('r');
  await page.getByRole('dialog').waitFor();
  await press(page, '退回', 'Enter', 'BUTTON');
  await page.getByRole('dialog').getByRole('alert').first().waitFor();
  const first = await here(page);
  assert.equal(first.tag, 'INPUT');
  await page.keyboard.press('Shift+Tab');
  await press(page, '新生儿 · 姓名', 'Space', 'INPUT');
  // No reason is said too, and its place is gone to.
  await press(page, '退回', 'Enter', 'BUTTON');
  await page.getByText('请写明如何补正。').waitFor();
  assert.equal((await here(page)).tag, 'TEXTAREA');
  await press(page, '填写有误，请核对后重新填写');
  await press(page, '退回', 'Enter', 'BUTTON');
  await page.getByText(/已退回申请人补正/).waitFor();

  const { tag } = await call(who, 'GET', `/applications/${id}/form`);
  await call(who, 'POST', `/applications/${id}/correct`, { form: { 'child.name': '王晓明' } }, { 'If-Match': tag });
  await page.keyboard.press('b');
  await page.locator('.work-row').first().waitFor();
  await toRow(page, await numberOf(id), '审查');
  await page.keyboard.press('o');
  await page.getByText('王晓明').first().waitFor();
  await page.keyboard.press('a');
  await page.getByRole('dialog').waitFor();
  await press(page, '通过', 'Enter', 'BUTTON');
  await page.getByText(/已通过“审查”/).waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});
