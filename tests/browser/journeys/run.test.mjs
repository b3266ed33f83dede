// What testers and operators do beside single applications: many are made up at once and seen, and what stands still
// is found by its number, answered by hand with the values that it wants, and goes on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';

const origin = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
const LONG = 60_000;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function call(role, method, path, body, headers = {}) {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { 'Onething-Role': role, 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

async function windowOf(role, options) {
  const opened = await open(browser, origin, { role, language: 'en', ...options });
  opened.page.setDefaultTimeout(LONG);
  return opened;
}

async function clean({ page, faults }, at) {
  assert.deepEqual(await violations(page), [], at);
  assert.deepEqual(faults, [], at);
}

test('many applications are made up at once, and the list shows them', { timeout: 180_000 }, async () => {
  const opened = await windowOf('tester');
  const { page } = opened;
  await page.goto('/applications');
  await page.getByRole('button', { name: 'Generate applications' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Generate 100' }).click();
  await dialog.getByText('Choose a scenario.').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Scenario');
  await clean(opened, 'nothing chosen');

  await dialog.getByRole('combobox', { name: 'Scenario' }).fill('A child is born');
  await page.locator('.ant-select-item-option', { hasText: 'A child is born' }).first().click();
  const count = dialog.getByRole('spinbutton', { name: 'How many' });
  await count.fill('12');
  await dialog.getByRole('combobox', { name: "Whose household does the child join?" }).click();
  await page.locator('.ant-select-item-option', { hasText: "the mother's" }).click();
  await clean(opened, 'filled in');

  // What was typed is there after a reload.
  await page.reload();
  await page.getByRole('button', { name: 'Generate applications' }).click();
  assert.equal(await count.inputValue(), '12');
  const answered = page.waitForResponse((answer) => answer.url().endsWith('/applications/generated'));
  await dialog.getByRole('button', { name: 'Generate 12' }).click();
  const made = await (await answered).json();
  await dialog.getByText(/12 applications begun|applications begun/).waitFor();
  assert.equal(made.begun + made.left, 12);
  assert.ok(made.applications.every((one) => one.answers.household[0] === 'with_mother'));
  await clean(opened, 'made');
  await dialog.getByRole('button', { name: 'Show them' }).click();
  await page.waitForURL(({ search }) => search === '?scenario=newborn-birth');
  await page.getByRole('link', { name: made.applications[0].number }).waitFor();
  await clean(opened, 'the list');
  await opened.context.close();
});

test('what stands still is answered by hand with what it wants, and goes on', { timeout: 180_000 }, async () => {
  // A process in which nothing may stand in for a system.
  const { text } = await call('tester', 'GET', '/scenarios/newborn-birth/text');
  const bare = text
    .replace('id: newborn-birth', 'id: incidents-drill')
    .replace(/^title: .*$/m, 'title: { zh: 异常演练, en: Drill of incidents }')
    .replace(/\n {4}fallbacks: \[[^\]]*\]/g, '');
  await call('tester', 'PUT', '/scenarios/incidents-drill', { text: bare });
  await call('tester', 'PUT', '/systems/population/behaviour', { down: true });
  const made = await call('tester', 'POST', '/applications/generated', { scenario: 'incidents-drill', count: 1, seed: 1 });
  const [{ id, number }] = made.applications;
  await call('tester', 'POST', '/clock/advance', { by: '1d' });
  await call('tester', 'PUT', '/systems/population/behaviour', {});
  const of = (await call('tester', 'GET', `/incidents?application=${id}`)).items;
  assert.ok(of.length > 0, 'no incident');
  const [{ wanted }] = of;

  const opened = await windowOf('operator');
  const { page } = opened;
  // The run page says it and leads there.
  await page.goto(`/applications/${id}`);
  await page.getByText('An incident: a person has to act').first().waitFor();
  await page.getByRole('region', { name: 'Calls to be answered' }).waitFor();
  await clean(opened, 'the run page of an operator');
  await page.getByRole('link', { name: 'Answer or fall back' }).first().click();

  const row = page.getByRole('row').filter({ hasText: number }).first();
  await row.waitFor();
  await clean(opened, 'the incidents');
  await row.getByRole('button', { name: /^Answer by hand/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('.ant-btn-primary').click();
  await dialog.getByRole('alert').waitFor();
  // Each value has its name, and a day is asked as one.
  for (const { title } of wanted) await dialog.getByText(title.en, { exact: false }).first().waitFor();
  const birth = wanted.find((one) => one.value_type === 'date');
  if (birth !== undefined) {
    assert.equal(await dialog.locator(`[id="value-${birth.id}"]`).getAttribute('type'), 'date');
  }
  await clean(opened, 'answering');
  for (const { id: name, value_type: type } of wanted.filter((one) => one.lacking)) {
    await dialog.locator(`[id="value-${name}"]`).fill(type === 'date' ? '1990-03-27' : '汉族');
  }
  await dialog.locator('.ant-btn-primary').click();
  await dialog.waitFor({ state: 'hidden' });
  await page.locator('.incidents-outcomes .ant-alert').first().waitFor();
  await clean(opened, 'answered');
  const left = (await call('tester', 'GET', `/incidents?application=${id}`)).items;
  assert.ok(left.length < of.length, 'it still stands');
  await opened.context.close();
});

test('an administrator says that a clerk is away, and that they are there again', { timeout: 120_000 }, async () => {
  const opened = await windowOf('administrator', { width: 390, height: 844, phone: true });
  const { page } = opened;
  await page.goto('/operate/people');
  await page.getByRole('combobox', { name: 'Department' }).click();
  await page.keyboard.type('Health');
  await page.keyboard.press('Enter');
  const table = page.getByRole('table', { name: 'Clerks' });
  // Somebody of an earlier run may still be away.
  const end = table.getByRole('button', { name: /^End absence/ });
  const say = table.getByRole('button', { name: /^Record absence/ }).first();
  await say.or(end.first()).first().waitFor();
  await clean(opened, 'people');
  await say.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Record absence' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'needed' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'absence-from');
  const { now } = await call('tester', 'GET', '/clock');
  const local = (days) => new Date(Date.parse(now) + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 16);
  await dialog.locator('#absence-from').fill(local(1));
  await dialog.locator('#absence-until').fill(local(3));
  await clean(opened, 'an absence');
  await dialog.getByRole('button', { name: 'Record absence' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await end.first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'End absence' }).click();
  await page.getByText(/is there again/).first().waitFor();
  await clean(opened, 'there again');
  await opened.context.close();
});
