// Somebody wonders what one clerk more would bring: a run with a moved slider, its progress, its result in picture and
// table, files of every kind, and two runs side by side; then what matters most, how many people it takes, and two
// scenarios at the same desks; what is wrong is told where it stands.
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
  const box = page.getByRole('combobox', { name: label, exact: true });
  const chosen = page.locator('.ant-select', { has: box }).getByText(option, { exact: true });
  // A list that is opening or growing shorter may move away from under the mouse; a person then takes the keyboard.
  for (let round = 1; ; round += 1) {
    await box.click();
    // A long list shows only what is near; where one may type, that finds it.
    if (await box.isEditable()) await box.fill(option);
    const shown = page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true });
    await (round === 1 ? shown.click() : shown.waitFor().then(() => box.press('Enter')));
    const took = await chosen.waitFor({ timeout: 5_000 }).then(() => true, () => false);
    if (took) return;
    assert.ok(round < 3, `${label}: ${option} is not chosen\n${await page.locator('form').first().innerText()}`);
    await box.press('Escape');
  }
}

/** Fills in numbers by their labels. */
async function fill(page, fields) {
  for (const [label, value] of Object.entries(fields)) {
    await page.getByLabel(label, { exact: true }).fill(String(value));
  }
}

async function simulate(page) {
  await page.getByRole('button', { name: 'Simulate', exact: true }).click();
  await page.waitForURL(/\/simulate\/[0-9a-f-]{36}$/);
}

/** Downloads what an entry of the menu gives; its name and first bytes. */
async function downloaded(page, entry) {
  const waited = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  await page.getByRole('menuitem', { name: entry }).click();
  const file = await waited;
  const parts = [];
  for await (const part of await file.createReadStream()) parts.push(part);
  return { name: file.suggestedFilename(), text: Buffer.concat(parts).toString('utf8') };
}

/** Calls the run on this page otherwise. */
async function rename(page, name) {
  await page.getByRole('button', { name: /^Rename/ }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

test('a run with one clerk more is begun, watched, read, downloaded and compared', async () => {
  const { page, faults, context } = await begin({ role: 'designer', language: 'en' });
  await page.goto('/simulate/new');
  await choose(page, 'Scenario', 'A child is born');
  await page.getByRole('slider', { name: 'Health Commission clerks' }).waitFor();
  await clean(page, 'the form');

  // By keyboard, on the slider; the number beside it follows, and what is so now stays told.
  const slider = page.getByRole('slider', { name: 'Health Commission clerks' });
  const now = Number(await slider.getAttribute('aria-valuenow'));
  await page.getByText(`${now} people now`).first().waitFor();
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  const people = page.getByLabel('Health Commission clerks (people)');
  assert.equal(Number(await people.inputValue()), now + 1);
  await page.getByText(`Health Commission clerks: ${now + 1} people`).waitFor();
  // A licence is switched off, and on again.
  await page.getByRole('button', { name: 'Systems and data' }).click();
  const licence = page.locator('.run-found').first();
  await licence.getByText('Never found').click();
  await page.getByText(/never found/).last().waitFor();
  await clean(page, 'systems and data');
  await licence.getByText('As it is').click();

  await fill(page, { 'Applications a replication': 6000, Replications: 4 });
  await simulate(page);
  // On a quick machine it is over before anybody has seen it run; the search below is seen running.
  const progress = page.getByRole('progressbar', { name: 'Progress' }).first();
  const mainFigures = page.getByRole('heading', { name: 'Main figures' });
  await progress.or(mainFigures).first().waitFor();
  if (await progress.isVisible()) await clean(page, 'while it runs');
  await mainFigures.waitFor();

  const mean = page.locator('[data-figure=cycle_mean_hours]');
  assert.match(await mean.innerText(), /Mean time\s+[\d.]+ (days|h)[\s\S]*±[\s\S]*before: [\d.]+/);
  await page.getByRole('img', { name: /^Chart: How long the whole takes/ }).waitFor();
  await clean(page, 'the result');
  await page.getByRole('button', { name: 'Show the table: How long the whole takes' }).click();
  const table = page.getByRole('table', { name: 'How long the whole takes' });
  assert.ok((await table.getByRole('row').count()) > 5);
  assert.match(await table.innerText(), /%/);

  // The same with another seed, by itself, with a name; then both side by side.
  await page.getByRole('link', { name: 'Change and run again' }).click();
  await page.getByRole('button', { name: 'Reset all' }).click();
  await fill(page, { 'Applications a replication': 300, Replications: 3, Seed: 7, 'Name (optional)': 'By itself' });
  await simulate(page);
  await page.getByRole('heading', { level: 1, name: 'By itself' }).waitFor();
  await page.getByRole('heading', { name: 'Main figures' }).waitFor();
  for (const [entry, name, begins] of [
    [/XLSX/, 'newborn-birth.xlsx', /^PK/],
    [/HTML/, 'newborn-birth.html', /^<!doctype html>/i],
    [/All figures \(CSV\)/, 'newborn-birth.csv', /,/],
    [/Event log \(CSV\)/, 'newborn-birth.log.csv', /,/],
    [/XES/, 'newborn-birth.log.xes', /<log [\s\S]*<trace>/],
    [/OCEL/, 'newborn-birth.log.ocel.json', /"objectTypes"/],
  ]) {
    const file = await downloaded(page, entry);
    assert.equal(file.name, name);
    assert.match(file.text, begins, name);
  }
  await rename(page, 'Alone');
  await page.getByRole('link', { name: 'Compare with others' }).click();
  const box = page.getByRole('checkbox', { name: 'Choose Alone' }).first();
  await box.waitFor();
  assert.ok(await box.isChecked());
  await page.getByRole('checkbox').nth(1).check();
  await clean(page, 'the list');
  await page.getByRole('button', { name: 'Compare side by side (2)' }).click();
  const figures = page.getByRole('table', { name: 'Figures' });
  await figures.waitFor();
  assert.match(await figures.innerText(), /Alone \(base\)[\s\S]*Mean time \(hours\)[\s\S]*(certain|not certain)/);
  await page.getByRole('img', { name: /^Chart: How long it takes/ }).waitFor();
  await clean(page, 'side by side');
  assert.deepEqual(faults, []);
  await context.close();
});

test('what matters most is searched, cancelled and searched again, and looked at more closely', async () => {
  const { page, faults, context } = await begin({ role: 'designer', language: 'en' });
  await page.goto('/simulate/new');
  await page.getByRole('radio', { name: /What matters most/ }).check();
  await choose(page, 'Scenario', 'A child is born');
  await page.getByText(/what is, and \d+ moves of it/).waitFor();
  await fill(page, { 'Applications a replication': 10_000, Replications: 5 });
  await simulate(page);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('status').filter({ hasText: 'Cancelled' }).waitFor({ state: 'attached' });
  await page.getByRole('link', { name: 'Change and run again' }).click();
  await fill(page, { 'Applications a replication': 250, Replications: 2 });
  await simulate(page);
  await page.getByRole('img', { name: /^Chart: Mean time/ }).waitFor();
  await clean(page, 'the tornado');
  await page.getByRole('button', { name: 'Show the table: Mean time' }).click();
  await page.getByRole('table', { name: 'Mean time (hours)' }).getByText(/±/).first().waitFor();
  const moves = page.getByRole('table', { name: 'Move by move' });
  assert.ok((await moves.getByRole('row').count()) > 10);
  assert.match((await downloaded(page, /XLSX/)).text, /^PK/);
  await moves.getByRole('link', { name: 'Look closer: Health Commission clerks: 1 more' }).click();
  await page.getByText(/Health Commission clerks: 1 more/).first().waitFor();
  assert.ok(await page.getByRole('radio', { name: /What happens/ }).isChecked());
  assert.deepEqual(faults, []);
  await context.close();
});

test('how many people it takes is searched, named, found in the list and deleted', async () => {
  const { page, faults, context } = await begin({ role: 'designer', language: 'en' });
  await page.goto('/simulate/new');
  await page.getByRole('radio', { name: /How many people/ }).check();
  await choose(page, 'Scenario', 'A child is born');
  await fill(page, { 'Applications for each staffing': 200, 'Staffings at most': 12 });
  await simulate(page);
  await page.getByText(/\d+ people are advised/).first().waitFor();
  await page.getByRole('img', { name: /^Chart: People and mean time/ }).waitFor();
  await clean(page, 'the front');
  await page.getByRole('button', { name: 'Show the table: People and mean time' }).click();
  await page.getByRole('table', { name: 'Staff and time' }).getByText('yes, advised').waitFor();
  const desks = page.getByRole('table', { name: 'People at each desk' });
  assert.match(await desks.innerText(), /Today[\s\S]*Advised[\s\S]*All/);
  assert.match((await downloaded(page, /CSV/)).text, /,/);
  await page.getByRole('link', { name: 'Simulate beside today' }).click();
  await page.getByRole('button', { name: 'Reset all' }).waitFor();
  await page.goBack();
  const name = `Staff ${Date.now()}`;
  await rename(page, name);
  await page.goto('/simulate');
  await page.getByRole('link', { name }).waitFor();
  await page.getByRole('button', { name: `Delete ${name}` }).click();
  await clean(page, 'before it is deleted');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('link', { name }).waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await context.close();
});

test('two scenarios are simulated at the same desks, and each can be looked at', async () => {
  const { page, faults, context } = await begin({ role: 'designer', language: 'en' });
  await page.goto('/simulate/new');
  await choose(page, 'Scenario', 'A child is born');
  await page.getByRole('button', { name: 'Add a scenario at the same time' }).click();
  await choose(page, 'Scenario 2', "After a citizen's death");
  const beside = page.getByRole('group', { name: "After a citizen's death" });
  await beside.getByLabel('Applications a day').fill('30');
  await fill(page, { 'Applications a replication': 400, Replications: 2 });
  await clean(page, 'two scenarios in the form');
  await simulate(page);
  await page.getByRole('table', { name: 'Scenario by scenario' }).waitFor();
  await clean(page, 'both together');
  await page.getByText("After a citizen's death", { exact: true }).first().click();
  await page.getByRole('heading', { name: 'Items', exact: true }).waitFor();
  await clean(page, 'one of both');
  assert.match((await downloaded(page, /XES/)).text, /<trace>/);
  // Files are of both, whichever is looked at.
  const workbook = await downloaded(page, /XLSX/);
  assert.equal(workbook.name, 'newborn-birth+citizen-death.xlsx');
  assert.match(workbook.text, /^PK/);
  const table = await downloaded(page, /All figures \(CSV\)/);
  assert.equal(table.name, 'newborn-birth+citizen-death.csv');
  assert.match(table.text, /^scenario,group,name,/);
  assert.match(table.text, /\nnewborn-birth,item,[\s\S]*\ncitizen-death,item,/);
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
  // The first of them is gone to, a moment after it is marked.
  await page.waitForFunction(() => document.querySelector('[aria-invalid=true]') === document.activeElement);
  // What is half below the head of the page is no target of its own.
  await page.evaluate(() => scrollTo(0, 0));
  await clean(page, 'refused');
  await page.getByLabel('每天来件', { exact: true }).fill('30');
  await page.getByRole('button', { name: '开始模拟' }).click();
  await page.locator('#run-warm_up-error', { hasText: '请写成 30d 或 12h' }).waitFor();
  await page.reload();
  assert.equal(await page.getByLabel('每天来件', { exact: true }).inputValue(), '30');
  await page.getByLabel('预热（不计）', { exact: true }).fill('10d');
  await page.getByLabel('每次重复的办件数', { exact: true }).fill('800');
  await page.getByLabel('重复次数', { exact: true }).fill('2');
  await page.getByRole('button', { name: '开始模拟' }).click();
  await page.getByRole('heading', { name: '主要指标' }).waitFor();
  await clean(page, 'the result on a phone');
  const isSideways = await page.evaluate(() => document.documentElement.scrollWidth > 390);
  assert.equal(isSideways, false);
  assert.deepEqual(faults, []);
  await context.close();
});
