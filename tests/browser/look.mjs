// Looks at a page: a picture of it, and what is wrong. For people who write pages.
// node look.mjs ORIGIN PATH [--role R] [--lang zh|en] [--width N] [--out FILE] [--full] [--wait MS] [--click TEXT]...
import { parseArgs } from 'node:util';
import { launch, open, violations } from './browser.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    role: { type: 'string' },
    lang: { type: 'string', default: 'zh' },
    width: { type: 'string', default: '1440' },
    out: { type: 'string', default: 'look.png' },
    full: { type: 'boolean', default: false },
    wait: { type: 'string', default: '800' },
    click: { type: 'string', multiple: true, default: [] },
  },
});
const [origin, path = '/'] = positionals;
const browser = await launch();
const width = Number(values.width);
const { page, faults } = await open(browser, origin, {
  role: values.role,
  language: values.lang,
  width,
  height: width < 600 ? 844 : 900,
  phone: width < 600,
});
await page.goto(path, { waitUntil: 'domcontentloaded' });
await page.waitForTimeout(Number(values.wait));
for (const text of values.click) {
  await page.getByText(text, { exact: false }).first().click();
  await page.waitForTimeout(Number(values.wait));
}
await page.screenshot({ path: values.out, fullPage: values.full });
for (const fault of [...faults, ...(await violations(page))]) console.log(fault);
console.log(`${values.out}: ${await page.title()}`);
await browser.close();
