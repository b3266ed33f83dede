// What staff do with an application: a tester watches it run and injects a fault, two clerks of one department work
// off what it asks of them, and the second is told kindly that the first was faster.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';

const origin = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
const LONG = 60_000;

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

async function call(method, path, role, body, headers = {}) {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: {
      'Onething-Role': role,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return { body: text === '' ? undefined : JSON.parse(text), tag: answer.headers.get('ETag') };
}

const advance = (by) => call('POST', '/clock/advance', 'tester', { by });

const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC';

/** Begins an application of a birth and hands it in. */
async function handIn(who, id) {
  const form = await call('GET', `/applications/${id}/form`, who);
  await call(
    'POST',
    `/applications/${id}/submit`,
    who,
    {
      form: { 'child.name': '王小明', 'delivery.address': '幸福路 1 号' },
      materials: { 'home.household_book': { content: PICTURE } },
    },
    { 'If-Match': form.tag },
  );
}

async function begin(who) {
  const { body } = await call('POST', '/applications', who, { scenario: 'newborn-birth', plan: 'joint' });
  return body.application;
}

/** A clerk of their own with a token: two of one department are two people. */
async function clerk(name) {
  const { body } = await call('POST', '/tokens', 'administrator', {
    principal: `clerk-${randomUUID()}`,
    name,
    role: 'clerk',
    department: 'health',
    label: 'browser journey',
  });
  return { token: body.token, id: body.principal?.id ?? body.principal };
}

async function windowOf(session, options = {}) {
  const opened = await open(browser, origin, { language: 'zh', ...options });
  await opened.context.addInitScript((session) => {
    if (!sessionStorage.getItem('onething.session')) {
      sessionStorage.setItem('onething.session', JSON.stringify(session));
    }
  }, session);
  return opened;
}

async function clean({ page, faults }, at) {
  // Colours are judged once nothing fades any more.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity),
  );
  assert.deepEqual(await violations(page), [], at);
  assert.deepEqual(faults, [], at);
}

test('a fault is injected, seen on the run page, and mended', { timeout: 180_000 }, async () => {
  const who = `applicant:${randomUUID().slice(0, 8)}`;
  await call('PUT', '/systems/population/behaviour', 'tester', {});
  await call('PUT', '/systems/licence_library/behaviour', 'tester', {});
  const id = await begin(who);
  const opened = await open(browser, origin, { role: 'tester', language: 'en' });
  const { page } = opened;
  await page.goto(`/applications/${id}`);
  const faults = page.getByRole('region', { name: 'Inject a fault' });
  await faults.waitFor({ timeout: LONG });
  await page.locator('.pic-drawing').waitFor({ timeout: LONG });
  await page.waitForLoadState('networkidle').catch(() => {});
  await clean(opened, 'the run page');

  // The register of households does not answer for this application.
  await faults.getByRole('combobox', { name: 'System' }).click();
  await page.locator('.ant-select-item-option', { hasText: 'Population register' }).click();
  await faults.getByRole('button', { name: 'Inject' }).click();
  const injected = faults.getByRole('listitem').filter({ hasText: 'Population register' });
  await injected.getByText('Down, no answer').waitFor();
  await injected.getByText('this application only').waitFor();
  await advance('10min');
  await handIn(who, id);
  await advance('1min');
  const failed = page
    .locator('.story')
    .getByText(/does not answer|did not answer/)
    .first();
  await failed.waitFor({ timeout: LONG });
  await page
    .locator('.waiting')
    .getByText(/system/)
    .first()
    .waitFor({ timeout: LONG });
  await page.locator('.pic-phase-open, .pic-phase-incident').first().waitFor();
  await clean(opened, 'with a fault');

  // Mended; where the call is open just now, it is answered by hand in place of the system.
  await injected.getByRole('button', { name: /^Take away/ }).click();
  await faults.getByText('behave as usual').waitFor();
  const calls = page.getByRole('region', { name: 'Calls to be answered' });
  const answer = calls.getByRole('button', { name: /^Answer/ }).first();
  const isOpen = await answer.click({ timeout: 3_000 }).then(
    () => true,
    () => false,
  );
  if (isOpen) {
    await page.getByRole('dialog').waitFor();
    await clean(opened, 'answering by hand');
    await page.getByRole('dialog').getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden', timeout: LONG });
  }
  // Time goes on, and it is tried again.
  const clock = page.getByRole('region', { name: 'Sandbox time' });
  for (let times = 0; times < 6; times += 1) {
    if (await page.locator('.waiting').getByText('Joint acceptance').isVisible()) break;
    await clock.getByRole('button', { name: '+1 h' }).click();
    await page.waitForTimeout(1_500);
  }
  await page.locator('.waiting').getByText('Joint acceptance').waitFor({ timeout: LONG });

  // Any moment can be looked at again.
  const slider = page.getByRole('slider', { name: 'Replay position' });
  const done = () => page.locator('.pic-phase-done').count();
  const now = await done();
  await page.getByRole('button', { name: 'To the beginning' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.pic-phase-done').length === 0);
  await page.getByRole('button', { name: 'Step on' }).click();
  assert.ok((await done()) < now);
  await slider.focus();
  await page.keyboard.press('End');
  await page.getByText('Live', { exact: true }).waitFor();
  assert.equal(await done(), now);
  // The list says what the picture says.
  await page.getByText('As a list').click();
  assert.ok((await page.locator('.pic-table tbody tr').count()) > 5);
  await clean(opened, 'with the list');
  await opened.context.close();
});

test('two clerks: one claims and approves, the other is told kindly', { timeout: 240_000 }, async () => {
  const who = `applicant:${randomUUID().slice(0, 8)}`;
  const id = await begin(who);
  await advance('10min');
  await handIn(who, id);
  await advance('10min');
  const { body: view } = await call('GET', `/applications/${id}`, 'tester');
  const task = view.tasks.find(({ step }) => step === 'joint_acceptance').id;
  const { number } = view;

  const first = await windowOf(await clerk('张经办'));
  const second = await windowOf(await clerk('李经办'));
  await first.page.goto('/tasks');
  await first.page.getByRole('list', { name: '待办列表' }).waitFor({ timeout: LONG });
  await first.page.getByRole('searchbox').fill(number);
  const row = first.page.locator('.work-row', { hasText: number });
  await row.waitFor({ timeout: LONG });
  await clean(first, 'the worklist');

  // The keyboard alone: to the row, claim, the shortcuts, open.
  await first.page.getByRole('searchbox').press('Escape');
  await first.page.keyboard.press('j');
  await first.page.keyboard.press('c');
  await row.getByText('我', { exact: true }).waitFor({ timeout: LONG });
  await first.page.keyboard.press('?');
  await first.page.getByRole('dialog').waitFor();
  await clean(first, 'the shortcuts');
  await first.page.keyboard.press('Escape');
  await first.page.getByRole('dialog').waitFor({ state: 'hidden' });

  // Another sees at once that it is claimed; nothing can be decided past that.
  await second.page.goto(`/tasks/${task}`);
  await second.page.locator('.decide').waitFor({ timeout: LONG });
  await second.page.getByText(/认领$/).first().waitFor({ timeout: LONG });
  assert.ok(await second.page.getByRole('button', { name: '通过' }).isDisabled());
  await clean(second, 'claimed by another');

  // Given back, it can be decided by either.
  await row.locator('a').focus();
  await first.page.keyboard.press('Enter');
  await first.page.locator('.decide').waitFor({ timeout: LONG });
  await first.page.getByRole('button', { name: '释放' }).click();
  await second.page.getByText('无人认领', { exact: true }).waitFor({ timeout: LONG });
  await first.page.getByText('王小明').waitFor({ timeout: LONG });
  // What is one of several is told in words, whoever told it.
  await first.page.locator('.fact-value').getByText(/^[男女]$/).first().waitFor({ timeout: LONG });
  assert.equal(await first.page.locator('.fact-value').getByText(/^(fe)?male$/).count(), 0);
  await first.page.getByRole('button', { name: /查看/ }).first().click();
  await first.page.getByRole('dialog').locator('img').waitFor({ timeout: LONG });
  await clean(first, 'a material');
  await first.page.keyboard.press('Escape');
  await first.page.getByRole('dialog').waitFor({ state: 'hidden' });

  // The second writes a return while the first approves: it stays written, and is not sent over the other's head.
  await second.page.keyboard.press('r');
  const dialog = second.page.getByRole('dialog');
  await dialog.waitFor();
  await dialog.getByRole('button', { name: '退回' }).click();
  await dialog.getByRole('alert').first().waitFor();
  await clean(second, 'a return with nothing chosen');
  await dialog.getByRole('checkbox', { name: /户口簿/ }).check();
  await dialog.getByRole('textbox').fill('户口簿首页不清晰，请重拍');
  // While it is on its way, the first approves.
  await second.page.route('**/api/v1/tasks/*/return', async (route) => {
    await first.page.keyboard.press('a');
    const sure = first.page.getByRole('dialog');
    await sure.waitFor();
    await clean(first, 'asked whether it is sure');
    await sure.getByRole('button', { name: '通过' }).click();
    await first.page.getByText(/已通过“统一受理”/).waitFor({ timeout: LONG });
    await route.continue();
  });
  await dialog.getByRole('button', { name: '退回' }).click();
  await second.page.getByText('有人比您快了一步').waitFor({ timeout: LONG });
  await clean(first, 'approved');
  // What was typed is still there to be read.
  await second.page.getByText('户口簿首页不清晰，请重拍').waitFor({ timeout: LONG });
  await clean(second, 'somebody was faster');

  // What the applicant is told when it is refused needs a reason and a confirmation.
  const { body: after } = await call('GET', `/applications/${id}`, 'tester');
  const review = after.tasks.find(({ step }) => step === 'birth_certificate.review').id;
  await first.page.goto(`/tasks/${review}`);
  await first.page.locator('.decide').waitFor({ timeout: LONG });
  await first.page.getByRole('button', { name: '不予批准' }).click();
  const refusal = first.page.getByRole('dialog');
  await refusal.getByRole('button', { name: '作出决定' }).click();
  await refusal.getByText('请写明理由。').waitFor();
  assert.equal(await first.page.evaluate(() => document.activeElement.tagName), 'TEXTAREA');
  await clean(first, 'a refusal without a reason');
  await refusal.getByRole('button', { name: '取消' }).click();
  await refusal.waitFor({ state: 'hidden' });

  // A special procedure stands until it is ended.
  await first.page.getByRole('button', { name: '启动特别程序' }).click();
  await first.page.getByRole('dialog').getByRole('button', { name: '需要现场核查' }).click();
  await first.page.getByRole('dialog').getByRole('button', { name: '启动', exact: true }).click();
  await first.page.getByRole('button', { name: '结束特别程序' }).waitFor({ timeout: LONG });
  assert.ok(await first.page.getByRole('button', { name: '通过' }).isDisabled());
  await clean(first, 'a special procedure');
  await first.context.close();
  await second.context.close();
});

test('applications are filtered and found', { timeout: 120_000 }, async () => {
  const who = `applicant:${randomUUID().slice(0, 8)}`;
  const id = await begin(who);
  const opened = await open(browser, origin, { role: 'tester', language: 'en' });
  const { page } = opened;
  const { number } = (await call('GET', `/applications/${id}`, 'tester')).body;
  await page.goto('/applications?scenario=newborn-birth');
  await page.getByRole('link', { name: number }).waitFor({ timeout: LONG });
  await clean(opened, 'the list');
  await page.goto('/applications?status=suspended&scenario=equity-transfer&overdue=true');
  await page.getByText('No application is like that').waitFor({ timeout: LONG });
  await clean(opened, 'nothing found');
  await page.getByRole('textbox', { name: 'Find by number' }).fill('nothing');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('textbox', { name: 'Find by number' }).fill(number.toLowerCase());
  await page.getByRole('button', { name: 'Find' }).click();
  await page.locator('.pic-drawing').waitFor({ timeout: LONG });
  await opened.context.close();
});
