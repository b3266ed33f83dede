// A sign-in ends while somebody is at work: they are told before, sign in again, and are where they were with all that
// they had typed.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';

const origin = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
const LONG = 60_000;
/** Nearer than the two minutes of which people are told. */
const SOON_MS = 110_000;
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC';

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** `who` is a development role, or a token. */
async function call(who, method, path, body, headers = {}) {
  const known = who.token === undefined ? { 'Onething-Role': who } : { Authorization: `Bearer ${who.token}` };
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { ...known, 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return { data: text === '' ? undefined : JSON.parse(text), tag: answer.headers.get('ETag') };
}

const given = async (whose, ends) =>
  (await call('administrator', 'POST', '/tokens', { ...whose, ...(ends ? { expires_at: new Date(Date.now() + SOON_MS).toISOString() } : {}) })).data;
const revoked = (token) => call('administrator', 'DELETE', `/tokens/${token.id}`);

/** A window of whoever has a token. */
async function windowOf({ token }, language) {
  const opened = await open(browser, origin, { language });
  await opened.context.addInitScript((session) => {
    if (!sessionStorage.getItem('onething.session')) sessionStorage.setItem('onething.session', JSON.stringify(session));
  }, { token });
  opened.context.setDefaultTimeout(LONG);
  return opened;
}

test('an applicant: told before it ends, and back in the form with what was typed', { timeout: 120_000 }, async () => {
  const mother = { principal: `mother-${randomUUID()}`, name: '王女士', role: 'applicant' };
  const first = await given(mother, true);
  const begun = await call(first, 'POST', '/applications', { scenario: 'newborn-birth', plan: 'joint' });
  const id = begun.data.application;
  await call('tester', 'POST', '/clock/advance', { by: '10min' });

  const { page, faults, context } = await windowOf(first, 'zh');
  await page.goto(`/apply/newborn-birth?page=details&application=${id}`);
  await page.getByText(/您的登录将于 .+ 结束/).waitFor();
  await page.getByLabel('姓名').waitFor();
  assert.deepEqual(await violations(page), [], 'about to end');
  await revoked(first);
  await page.getByLabel('姓名').fill('王小舟');
  await page.getByLabel('收件地址').fill('幸福路 2 号');
  await page.getByRole('button', { name: '下一步' }).click();

  await page.getByText('您的登录已结束').waitFor();
  assert.equal(await page.getByText('当前身份不是申请人').count(), 0);
  assert.deepEqual(await violations(page), [], 'ended');
  await page.getByLabel('访问令牌').fill((await given(mother, false)).token);
  await page.getByRole('button', { name: '进入' }).click();
  await page.getByLabel('姓名').waitFor();
  assert.equal(await page.getByLabel('姓名').inputValue(), '王小舟');
  assert.equal(await page.getByLabel('收件地址').inputValue(), '幸福路 2 号');
  assert.equal(await page.getByText(/您的登录将于/).count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a clerk: back at the task with the reason that was written', { timeout: 120_000 }, async () => {
  const who = `applicant:${randomUUID().slice(0, 8)}`;
  const { application: id } = (await call(who, 'POST', '/applications', { scenario: 'newborn-birth', plan: 'joint' })).data;
  await call('tester', 'POST', '/clock/advance', { by: '10min' });
  const asked = await call(who, 'GET', `/applications/${id}/form`);
  const handed = {
    form: { 'child.name': '王小明', 'delivery.address': '幸福路 1 号' },
    materials: { 'home.household_book': { content: PICTURE } },
  };
  await call(who, 'POST', `/applications/${id}/submit`, handed, { 'If-Match': asked.tag });
  await call('tester', 'POST', '/clock/advance', { by: '10min' });
  const view = (await call('tester', 'GET', `/applications/${id}`)).data;
  const task = view.tasks.find(({ step }) => step === 'joint_acceptance').id;

  const zhang = { principal: `clerk-${randomUUID()}`, name: '张经办', role: 'clerk', department: 'health' };
  const first = await given(zhang, true);
  const { page, faults, context } = await windowOf(first, 'en');
  await page.goto(`/tasks/${task}`);
  await page.getByText(/^Your sign-in ends on/).waitFor();
  await page.getByRole('button', { name: 'Return for correction' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: /Household book/ }).check();
  await dialog.getByRole('textbox').fill('The first page cannot be read');
  assert.deepEqual(await violations(page), [], 'about to end');
  await revoked(first);
  await dialog.getByRole('button', { name: 'Return', exact: true }).click();

  await page.waitForURL('**/sign-in');
  await page.getByText(/^Your sign-in has ended/).waitFor();
  assert.deepEqual(await violations(page), [], 'ended');
  await page.getByLabel('Token', { exact: true }).fill((await given(zhang, false)).token);
  await page.getByLabel('Token', { exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Go on', exact: true }).click();
  await page.waitForURL(`**/tasks/${task}`);
  await page.getByRole('button', { name: 'Return for correction' }).click();
  await dialog.getByRole('checkbox', { name: /Household book/ }).waitFor();
  assert.equal(await dialog.getByRole('textbox').inputValue(), 'The first page cannot be read');
  assert.deepEqual(faults, []);
  await context.close();
});

test('nobody is there for a while: told, kept by a key, signed out, and all that was typed is there again', { timeout: 120_000 }, async () => {
  const designer = { principal: `designer-${randomUUID()}`, name: 'Li', role: 'designer' };
  const { page, faults, context } = await windowOf(await given(designer, false), 'en');
  await page.clock.install();
  await page.goto('/simulate/new?scenario=newborn-birth');
  const perDay = page.getByLabel('Applications a day', { exact: true });
  await perDay.fill('37');
  const warning = page.getByText(/^You have not done anything for a while/);
  await page.clock.fastForward('12:50');
  assert.equal(await warning.count(), 0);
  await page.clock.fastForward('00:20');
  await warning.waitFor();
  assert.deepEqual(await violations(page), [], 'about to be signed out');
  // Whoever presses a key is there.
  await page.keyboard.press('Shift');
  await warning.waitFor({ state: 'detached' });
  await page.clock.fastForward('12:50');
  assert.equal(await warning.count(), 0);
  await page.clock.fastForward('02:20');

  await page.waitForURL('**/sign-in');
  await page.getByText(/^Your sign-in has ended/).waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.getItem('onething.session').includes('token')), false);
  await page.getByLabel('Token', { exact: true }).fill((await given(designer, false)).token);
  await page.getByLabel('Token', { exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Go on', exact: true }).click();
  await perDay.waitFor();
  assert.equal(await perDay.inputValue(), '37');
  assert.deepEqual(faults, []);
  await context.close();
});
