// What people write and hand in is text wherever it is shown: nothing of it runs, moves the page, or leaves it.
import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch, open } from '../browser.mjs';
import { call, does, numberOf, origin, PNG, taskOf } from '../server.mjs';

/** Within fifty characters, which is as long as a name may be. */
const MARKUP = '"><img src=x onerror=ran=1><script>ran=1</script>';
/** A text that runs from right to left, a face of four code points, and an address that would run. */
const ODD = `\u202Egnp.exe 👨‍👩‍👧‍👦 javascript:globalThis.ran=1 {{7*7}} \${ran}`;
const LONG_WORD = `<b>${'长'.repeat(150)}`;
const ADDRESS = `${ODD} ${'w'.repeat(100)}`;

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** A window in which it is noted if anything runs, asks, or is reported by the policy for content. */
async function watched(options) {
  const opened = await open(browser, origin, options);
  opened.context.setDefaultTimeout(60_000);
  opened.reports = [];
  await opened.context.exposeBinding('reported', (_, text) => opened.reports.push(text));
  await opened.context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      globalThis.reported(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  opened.page.on('dialog', (dialog) => {
    opened.reports.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return opened;
}

/** Texts are there as they were written, and nothing came of them. */
async function harmless({ page, faults, reports }, what, ...texts) {
  for (const text of texts) {
    await page.waitForFunction((text) => document.body.textContent.includes(text), text).catch(() => {
      throw new Error(`${what}: ${text} is not shown`);
    });
  }
  const found = await page.evaluate(() => ({
    ran: globalThis.ran,
    made: document.querySelectorAll('img[src="x"], [onerror], a[href^="javascript"], script:not([src]):not([type])').length,
    wider: document.documentElement.scrollWidth - innerWidth,
  }));
  assert.deepEqual(found, { ran: undefined, made: 0, wider: Math.min(found.wider, 0) }, what);
  assert.deepEqual([...faults, ...reports], [], what);
}

async function begun(page) {
  await page.goto('/apply/newborn-birth?page=guide');
  await page.getByRole('radio', { name: '母亲' }).check();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('radio', { name: '随母' }).check();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('button', { name: '开始填写' }).click();
  await page.getByLabel('姓名').waitFor();
  return new URL(page.url()).searchParams.get('application');
}

test('hostile names, texts and files, from the form to the run', { timeout: 240_000 }, async () => {
  const phone = await watched({ role: `applicant:odd${randomInt(1e12)}`, width: 390, height: 844, phone: true });
  const { page } = phone;
  const id = await begun(page);
  await page.getByLabel('姓名').fill(MARKUP);
  await page.getByLabel('收件地址').fill(ADDRESS);
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('heading', { level: 1, name: '上传材料' }).waitFor();

  // What is no picture and no PDF is refused, whatever it says it is.
  const file = page.locator('input[type=file]').last();
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="globalThis.ran=1"><script>globalThis.ran=1</script></svg>`;
  const html = `<!doctype html><script>globalThis.ran=1</script>`;
  for (const [name, text] of [
    ['"><img src=x onerror=globalThis.ran=1>.png', svg],
    ['book.png', html],
  ]) {
    const refused = page.waitForResponse((answer) => answer.url().includes('/materials'));
    await file.setInputFiles({ name, mimeType: 'image/png', buffer: Buffer.from(text) });
    assert.equal((await refused).ok(), false, 'an SVG or a page is no material');
    await page.locator('.paper [role=alert], .paper .error').first().waitFor();
    await harmless(phone, `refused: ${name}`);
  }
  // A picture with such a name, and markup behind its end, is a picture.
  await file.setInputFiles({
    name: `\u202E${MARKUP.replaceAll('/', '')}.png`,
    mimeType: 'image/png',
    buffer: Buffer.concat([PNG, Buffer.from(html)]),
  });
  await page.getByText('✓ 已上传').waitFor();
  await harmless(phone, 'uploaded');
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('heading', { level: 1, name: '请核对后提交' }).waitFor();
  await harmless(phone, 'checking', MARKUP, ADDRESS);
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('heading', { level: 1, name: '申请已提交' }).waitFor();
  await harmless(phone, 'the receipt');

  // A clerk of such a name claims it; staff see all of it.
  const { data: given } = await call('administrator', 'POST', '/tokens', {
    principal: `clerk-${randomUUID()}`,
    name: MARKUP,
    role: 'clerk',
    department: 'health',
    label: ODD,
  });
  await does(id, 'joint_acceptance');
  const review = await taskOf(id, 'birth_certificate.review');
  const clerk = await watched({ role: undefined });
  await clerk.context.addInitScript(
    (session) => sessionStorage.setItem('onething.session', JSON.stringify(session)),
    { token: given.token },
  );
  await clerk.page.goto(`/tasks/${review.id}`);
  await clerk.page.getByRole('button', { name: '认领' }).click();
  await clerk.page.getByText('由我办理').waitFor();
  const rest = clerk.page.locator('.facts-rest');
  if (!(await rest.evaluate((details) => details.open))) await rest.locator('summary').click();
  await harmless(clerk, 'a task', MARKUP, ADDRESS);
  await clerk.page.locator('.materials').getByRole('button').first().click();
  const dialog = clerk.page.getByRole('dialog');
  await dialog.locator('.viewer-box').waitFor();
  await harmless(clerk, 'a paper of an odd name');
  await clerk.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await clerk.page.getByRole('button', { name: '退回补正' }).click();
  await dialog.getByRole('checkbox', { name: /新生儿 · 姓名/ }).check();
  await dialog.getByRole('textbox').fill(`${MARKUP} ${LONG_WORD} ${ODD}`);
  await dialog.getByRole('button', { name: '退回', exact: true }).click();
  await clerk.page.getByText(/已退回申请人补正/).waitFor();
  await harmless(clerk, 'returned');
  await clerk.page.goto('/tasks');
  await clerk.page.locator('.work-row').first().waitFor();
  await harmless(clerk, 'the worklist');
  await clerk.context.close();

  await page.goto(`/track/${id}`);
  await page.getByRole('link', { name: '去补正' }).waitFor();
  await page.getByText('全部办理过程').click();
  await harmless(phone, 'following', MARKUP);
  await page.getByRole('link', { name: '补正告知书' }).click();
  await page.getByRole('heading', { level: 1, name: '补正告知书' }).waitFor();
  await harmless(phone, 'a notice', LONG_WORD);
  await page.getByRole('link', { name: '返回办件' }).click();
  await page.getByRole('link', { name: '去补正' }).click();
  await page.getByText(/需要补正的原因/).waitFor();
  await harmless(phone, 'correcting', LONG_WORD);
  await phone.context.close();

  const tester = await watched({ role: 'tester' });
  await tester.page.goto('/applications');
  await tester.page.getByText(await numberOf(id)).first().waitFor();
  await harmless(tester, 'the applications');
  await tester.page.goto(`/applications/${id}`);
  await tester.page.locator('.pic-drawing').waitFor();
  await harmless(tester, 'the run', LONG_WORD);
  await tester.page.goto('/operate/tokens');
  await harmless(tester, 'the tokens');
  await tester.context.close();
});
