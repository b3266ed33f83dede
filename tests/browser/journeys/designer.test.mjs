// A designer opens a published scenario, breaks it, is led to the mend, sees process and form redrawn, and publishes;
// what was typed survives a reload.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';

const origin = process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
/** The editor, bundled or from a development server. */
const EDITOR = /\/(assets\/Editor-|staff\/designer\/Editor\.tsx)/;
const draft = `try-${Date.now().toString(36)}`;

const published = `${origin}/api/v1/scenarios/newborn-birth`;
const headers = { 'Onething-Role': 'designer', 'Content-Type': 'application/json' };

let browser;
let text;
before(async () => {
  browser = await launch();
  text = (await (await fetch(`${published}/text`, { headers })).json()).text;
});
// Others go their way through the scenario as it was.
after(async () => {
  await fetch(published, { method: 'PUT', headers, body: JSON.stringify({ text }) });
  await browser?.close();
});

test('a designer breaks a file and mends it', async () => {
  const { page, faults, context } = await open(browser, origin, { role: 'designer', language: 'en', width: 1600, height: 1000 });
  await page.goto('/designer?scenario=newborn-birth');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  assert.deepEqual(await violations(page), []);
  await dialog.getByLabel('Name of the draft').fill(draft);
  await dialog.getByRole('button', { name: 'New draft' }).click();
  await page.waitForURL(`**/designer/${draft}`);
  const editor = page.getByRole('textbox', { name: 'Scenario file' });
  await editor.waitFor({ timeout: 20_000 });
  await page.getByText('No problems').waitFor({ timeout: 20_000 });
  await page.locator('.pic-node').first().waitFor({ timeout: 20_000 });
  assert.deepEqual(await violations(page), []);

  // Finds a department by its name, and misspells it.
  await editor.click();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('department: police');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.type('department: polce');
  const problems = page.getByRole('region', { name: 'Problems' });
  await problems.getByText('E0201').first().waitFor({ timeout: 20_000 });
  await page.locator('.cm-lintRange-error').first().waitFor();
  assert.match(await problems.innerText(), /police/);
  assert.equal(await page.getByRole('button', { name: 'Publish a new version' }).isDisabled(), true);
  assert.deepEqual(await violations(page), []);

  // What was typed is there after a reload, even where it never came to the server.
  // Until the first check is over nothing is said to be wrong.
  let goOn;
  const held = new Promise((resolve) => (goOn = resolve));
  await page.route('**/api/v1/scenarios/check', async (route) => {
    await held;
    await route.continue();
  });
  let show;
  const shown = new Promise((resolve) => (show = resolve));
  await page.route(EDITOR, async (route) => {
    await shown;
    await route.continue();
  });
  await page.reload();
  await page.getByText('It is being checked').waitFor();
  assert.equal(await page.getByText('There are errors').count(), 0);
  assert.equal(await page.getByText('No problems').count(), 0);
  goOn();
  await problems.getByText('E0201').first().waitFor({ timeout: 20_000 });
  await page.getByText('There are errors').first().waitFor({ timeout: 20_000 });
  await page.unroute('**/api/v1/scenarios/check');

  // What is found is there before the editor is: then nothing can be changed in it yet, and a click is not lost.
  const mend = problems.getByRole('button', { name: /Change it so/ }).first();
  assert.equal(await mend.isDisabled(), true);
  show();
  await mend.click();
  await page.getByText('No problems').waitFor({ timeout: 20_000 });
  await page.getByRole('tab', { name: 'Form' }).click();
  await page.getByRole('tabpanel').getByText('Child · Name').first().waitFor();
  await page.getByRole('tab', { name: 'Figures' }).click();
  await page.getByRole('tabpanel').getByText('fields', { exact: false }).first().waitFor();

  // The one layout, in one step that undo takes back; the cursor stays where it was.
  const line = () => page.locator('.cm-activeLine').first().innerText();
  await page.getByRole('textbox', { name: 'Scenario file' }).click();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('department: police');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.type('department: police   ');
  await page.getByRole('button', { name: 'Format' }).click();
  await page.getByText('Put into the one layout').waitFor({ timeout: 20_000 });
  assert.match(await line(), /department: police$/);
  await page.keyboard.press('Control+z');
  assert.match(await line(), /department: police {3}$/);
  await page.keyboard.press('Shift+Alt+F');
  await page.waitForFunction(() => /department: police$/.test(document.querySelector('.cm-activeLine')?.textContent ?? ''));
  await page.getByText('No problems').waitFor({ timeout: 20_000 });

  // A change of a fact is told as what it means, and published as a version.
  await page.getByRole('textbox', { name: 'Scenario file' }).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('A child is born');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.type('A child was born');
  await page.getByText('Saved', { exact: true }).waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Publish a new version' }).click();
  await page.getByRole('dialog').getByText('title', { exact: true }).first().waitFor({ timeout: 20_000 });
  assert.deepEqual(await violations(page), []);
  await page.getByRole('dialog').getByRole('button', { name: 'Publish a new version' }).click();
  await page.getByText(/^Published version/).waitFor({ timeout: 20_000 });
  assert.deepEqual(faults, []);
  await context.close();
});
