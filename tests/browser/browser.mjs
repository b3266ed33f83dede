// A real Chromium, one window a person, that notes what must not happen: errors of the console, violations of the
// policy for content, requests that leave the origin.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The browser of this machine, else nothing. */
export function program() {
  const known = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return known.find((path) => path && existsSync(path));
}

export function launch() {
  return chromium.launch({ executablePath: program(), args: FLAGS });
}

/**
 * A window of somebody. `role` as a development server has it, `language` zh or en, `width` in pixels.
 * @returns {Promise<{page: import('playwright-core').Page, faults: string[], context: import('playwright-core').BrowserContext}>}
 */
export async function open(browser, origin, { role, language = 'zh', width = 1440, height = 900, phone = false } = {}) {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width, height },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    hasTouch: phone,
    isMobile: phone,
  });
  await context.addInitScript(
    ([role, language]) => {
      localStorage.setItem('onething.language', language);
      if (role && !sessionStorage.getItem('onething.session')) {
        sessionStorage.setItem('onething.session', JSON.stringify({ role }));
      }
    },
    [role, language],
  );
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => {
    // A refusal is an answer; the browser writes it down as an error all the same.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin) faults.push(`off-origin: ${url}`);
  });
  return { page, faults, context };
}

/** What axe has against the page as it stands: rule, and where. */
export async function violations(page) {
  // Colours are judged once nothing fades any more.
  const isStill = () => {
    const runs = (one) => one.playState === 'running' && one.effect?.getTiming().iterations !== Infinity;
    return !document.getAnimations().some(runs);
  };
  await page.waitForFunction(isStill, null, { timeout: 5_000 }).catch(() => {});
  await page.evaluate(axeSource);
  const found = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } }), TAGS);
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} (${node.failureSummary?.split('\n').at(-1)?.trim() ?? ''})`));
}
