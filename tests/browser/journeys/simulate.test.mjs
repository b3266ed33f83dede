// Somebody wonders what one clerk more would bring: a run with a moved slider, its progress, its result in picture and
// table, a workbook, and two runs side by side; then what is wrong is told where it stands.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';

const ORIGIN = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
/** A simulation takes as long as the machine lets it. */
const LONG_MS = 180_000;
let browser;

before(async () => (browser = await launch()));
after(() => browser.close());

async function begin(who) {
  const opened = await open(browser, ORIGIN, who);
  opened.page.setDefaultTimeout(LONG_MS);
  return opened;
}

async function clean(page, where) {
  assert.deepEqual(await violations(page), [], where);
}

/** Chooses in a select by its label. */
async function choose(page, label, option) {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click();
}

/** Fills in what all runs of this journey have in common. */
async function small(page) {
  await page.getByLabel('Applications a replication', { exact: true }).fill('2000');
  await page.getByLabel('Replications', { exact: true }).fill('3');
}

async function result(page) {
  await page.getByRole('heading', { name: 'Main figures' }).waitFor();
}

test('a run with one clerk more is begun, watched, read, downloaded and compared', async () => {
  const { page, faults, context } = await begin({ role: 'designer', language: 'en' });
  await page.goto('/simulate/new');
  await choose(page, 'Scenario', 'A child is born');
  await page.getByRole('slider', { name: 'Health Commission clerks' }).waitFor();
  await clean(page, 'the form');

  // By keyboard, on the slider; the number beside it follows.
  const slider = page.getByRole('slider', { name: 'Health Commission clerks' });
  const now = Number(await slider.getAttribute('aria-valuenow'));
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  const people = page.getByLabel('Health Commission clerks (people)');
  assert.equal(Number(await people.inputValue()), now + 1);
  await page.getByText(`Health Commission clerks: ${now + 1} people`).waitFor();

  // Long enough that it can be seen while it runs.
  await page.getByLabel('Applications a replication', { exact: true }).fill('10000');
  await page.getByLabel('Replications', { exact: true }).fill('6');
  await page.getByRole('button', { name: 'Simulate', exact: true }).click();
  await page.waitForURL(/\/simulate\/[0-9a-f-]{36}$/);
  await page.getByRole('progressbar', { name: 'Progress' }).first().waitFor();
  await page.getByText(/applications played/).waitFor();
  await clean(page, 'while it runs');
  await result(page);

  const mean = page.locator('[data-figure=cycle_mean_hours]');
  assert.match(await mean.innerText(), /Mean time\s+[\d.]+ (days|h)[\s\S]*±[\s\S]*before: [\d.]+/);
  await page.getByRole('img', { name: /^Chart: How long the whole takes/ }).waitFor();
  await clean(page, 'the result');
  await page.getByRole('button', { name: 'Show the table: How long the whole takes' }).click();
  const table = page.getByRole('table', { name: 'How long the whole takes' });
  assert.ok((await table.getByRole('row').count()) > 5);
  assert.match(await table.innerText(), /%/);
  await clean(page, 'its tables');

  const waited = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  await page.getByRole('menuitem', { name: /XLSX/ }).click();
  const file = await waited;
  assert.equal(file.suggestedFilename(), 'newborn-birth.xlsx');
  const read = await file.createReadStream();
  const { value } = await read.iterator().next();
  assert.equal(value.subarray(0, 2).toString(), 'PK');

  // The same with another seed, by itself; then both side by side.
  await page.getByRole('link', { name: 'Change and run again' }).click();
  await page.getByRole('button', { name: 'Reset all' }).click();
  await small(page);
  await page.getByLabel('Seed', { exact: true }).fill('7');
  await page.getByRole('button', { name: 'Simulate', exact: true }).click();
  await result(page);
  await page.getByRole('button', { name: /^Rename/ }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('By itself');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: 'By itself' }).waitFor();
  await page.getByRole('link', { name: 'Compare with others' }).click();
  await page.getByRole('checkbox', { name: 'Choose By itself' }).waitFor();
  assert.ok(await page.getByRole('checkbox', { name: 'Choose By itself' }).isChecked());
  await page.getByRole('checkbox').nth(1).check();
  await clean(page, 'the list');
  await page.getByRole('button', { name: 'Compare side by side (2)' }).click();
  const figures = page.getByRole('table', { name: 'Figures' });
  await figures.waitFor();
  assert.match(await figures.innerText(), /By itself \(base\)[\s\S]*Mean time \(hours\)[\s\S]*(certain|not certain)/);
  await page.getByRole('img', { name: /^Chart: How long it takes/ }).waitFor();
  await clean(page, 'side by side');
  assert.deepEqual(faults, []);
  await context.close();
});

test('what the server refuses is told at its field, and nothing typed is lost', async () => {
  const { page, faults, context } = await begin({ role: 'designer', language: 'zh', width: 390, phone: true });
  await page.goto('/simulate/new');
  await choose(page, '场景', '公民身后“一件事”');
  await page.getByLabel('预热（不计）', { exact: true }).fill('soon');
  await page.getByRole('button', { name: '开始模拟' }).click();
  await page.getByRole('alert').filter({ hasText: '有几处要改' }).waitFor();
  // This scenario does not say how many apply; the server says one thing after the other.
  const wrong = page.locator('[aria-invalid=true]');
  await wrong.first().waitFor();
  assert.ok(await wrong.first().evaluate((field) => field === document.activeElement));
  await clean(page, 'refused');
  await page.getByLabel('每天来件', { exact: true }).fill('30');
  await page.getByRole('button', { name: '开始模拟' }).click();
  await page.locator('#run-warm_up-error', { hasText: '请写成 30d 或 12h' }).waitFor();
  await page.reload();
  assert.equal(await page.getByLabel('每天来件', { exact: true }).inputValue(), '30');
  await page.getByLabel('预热（不计）', { exact: true }).fill('10d');
  await page.getByLabel('每次重复的办件数', { exact: true }).fill('1500');
  await page.getByLabel('重复次数', { exact: true }).fill('2');
  await page.getByRole('button', { name: '开始模拟' }).click();
  await page.getByRole('heading', { name: '主要指标' }).waitFor();
  await clean(page, 'the result on a phone');
  const isSideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(isSideways, false);
  assert.deepEqual(faults, []);
  await context.close();
});
