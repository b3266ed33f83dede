// How long after a key a mistake is underlined, in a scenario file of four hundred lines.
import { open } from '../browser.mjs';

const KEYS = 30;
const LINES = 400;
const DRAFT = 'measure-squiggle';
const SCENARIO = 'citizen-death';
/** A key that is right but for its last letter. */
const WORD = 'department: ';

export default async function ({ browser, origin, middle, high }) {
  const headers = { 'Onething-Role': 'designer', 'Content-Type': 'application/json' };
  const address = `${origin}/api/v1/drafts/${DRAFT}`;
  const { text } = await (await fetch(`${origin}/api/v1/scenarios/${SCENARIO}/text`, { headers })).json();
  const body = JSON.stringify({ text: long(text) });
  await fetch(address, { method: 'DELETE', headers });
  const saved = await fetch(address, { method: 'PUT', headers: { ...headers, 'If-Match': '*' }, body });
  if (!saved.ok) throw new Error(`the draft was not taken: ${saved.status} ${await saved.text()}`);
  const times = await typed(browser, origin);
  await fetch(address, { method: 'DELETE', headers });
  const beside = `${KEYS} keys, ${LINES} lines`;
  return [
    { what: 'designer: key to squiggle, median', value: middle(times), unit: 'ms', limit: 100, beside },
    { what: 'designer: key to squiggle, p95', value: high(times), unit: 'ms', limit: 100, beside },
  ];
}

/** A text of so many lines: its own, and departments that nothing needs. */
function long(text) {
  const lines = text.trimEnd().split('\n');
  const at = lines.findIndex((line) => line.startsWith('items:'));
  const items = [];
  while (lines.length + items.length < LINES) {
    const number = items.length;
    items.push(`  spare_${number}: { title: { zh: 备用事项${number}, en: Spare item ${number} }, department: police, statutory: 5wd, steps: [review: { role: clerk, takes: 10min }] }`);
  }
  lines.splice(at + 1, 0, ...items);
  return `${lines.join('\n')}\n`;
}

/** Milliseconds from each key that makes a mistake until the line beneath it is painted. */
async function typed(browser, origin) {
  const { page, context } = await open(browser, origin, { role: 'designer', language: 'en' });
  await page.goto(`/designer/${DRAFT}`);
  const editor = page.getByRole('textbox', { name: 'Scenario file' });
  await editor.waitFor({ timeout: 30_000 });
  await page.locator('.designer-count').getByText('problems', { exact: false }).first().waitFor({ timeout: 30_000 }).catch(() => {});
  await editor.click();
  await page.keyboard.press('Control+f');
  await page.keyboard.type(WORD);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowRight');
  await page.evaluate(() => {
    document.addEventListener('keydown', (event) => (globalThis.onethingKey = event.timeStamp), true);
  });
  const squiggle = page.locator('.cm-lintRange-error');
  const times = [];
  for (let key = 0; key < KEYS; key += 1) {
    await page.waitForTimeout(1_200);
    const came = page.evaluate(async () => {
      const is = () => document.querySelector('.cm-lintRange-error') !== null;
      await new Promise((over) => {
        const observer = new MutationObserver(() => is() && (observer.disconnect(), over()));
        observer.observe(document.querySelector('.cm-content'), { childList: true, subtree: true, attributes: true });
      });
      await new Promise((over) => requestAnimationFrame(() => setTimeout(over)));
      return performance.now() - globalThis.onethingKey;
    });
    await page.keyboard.press('x');
    times.push(await came);
    await page.keyboard.press('Backspace');
    await squiggle.first().waitFor({ state: 'detached', timeout: 10_000 });
  }
  await context.close();
  return times;
}
