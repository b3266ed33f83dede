// A clerk looks at what was handed in: a PDF is drawn page by page within the page, larger and turned, and nothing of
// what is in it runs.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';
import { handIn, origin, taskOf } from '../server.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** A PDF of two pages that says something on each, and would show an alert as soon as it is opened. */
function pdf() {
  const stream = (text) => `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;
  const says = (text) => stream(`BT /F1 48 Tf 60 700 Td (${text}) Tj ET 60 600 400 20 re f`);
  const page = (contents) =>
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${contents} 0 R /Resources << /Font << /F1 7 0 R >> >> >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction 8 0 R >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    page(5),
    page(6),
    says('Household book'),
    says('Second page'),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /S /JavaScript /JS (app.alert\\("ran"\\);) >>',
  ];
  let text = '%PDF-1.7\n';
  const places = objects.map((object, at) => {
    const place = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  for (const place of places) text += `${String(place).padStart(10, '0')} 00000 n \n`;
  return Buffer.from(`${text}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
}

test('a PDF is drawn and does not run', { timeout: 120_000 }, async () => {
  const id = await handIn(`applicant:pdf${randomInt(1e12)}`, 'newborn-birth', {
    form: { 'child.name': '王小明', 'delivery.address': '幸福路 1 号' },
    materials: { 'home.household_book': pdf() },
  });
  const task = await taskOf(id, 'joint_acceptance');
  const { page, faults, context } = await open(browser, origin, { role: 'clerk:health' });
  context.setDefaultTimeout(60_000);
  const dialogs = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(`/tasks/${task.id}`);
  await page.locator('.materials').getByRole('button', { name: /户口簿/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('第 1 页，共 2 页').waitFor();
  const first = dialog.locator('canvas').first();
  // Something is drawn, dark on white.
  await page.waitForFunction(() => {
    const canvas = document.querySelector('.viewer-pages canvas');
    if (!canvas || canvas.width === 0) return false;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200 && data[at] < 80) dark += 1;
    return dark > 100;
  });
  // Who listens instead of looking hears what it says.
  await dialog.getByText('Household book').waitFor({ state: 'attached' });
  assert.deepEqual(await violations(page), [], 'a PDF');
  const upright = await first.boundingBox();
  await dialog.getByRole('button', { name: '放大' }).click();
  await dialog.getByText('125%').waitFor();
  assert.ok((await first.boundingBox()).width > upright.width);
  await dialog.getByRole('button', { name: '适合宽度' }).click();
  await dialog.getByRole('button', { name: '右转' }).click();
  await page.waitForFunction(() => {
    const box = document.querySelector('.viewer-pages canvas').getBoundingClientRect();
    return box.width > box.height;
  });
  assert.deepEqual([...dialogs, ...faults], []);
  await context.close();
});
