// A real Chromium, one window a person, that notes what must not happen: errors of the console, violations of the
// policy for content, requests that leave the origin, requests that the description of the API does not know.
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

/** What is asked for by scripts and is a file all the same. */
const FILES = /^\/(schemas|assets|src|node_modules|@[a-z-]+)\//;
const described = new Map();

/** Whether a method at a path is an operation of the API that a server describes; asked once per server. */
function operations(origin) {
  if (!described.has(origin)) {
    const read = async () => {
      const answer = await fetch(`${origin}/api/v1/openapi.json`);
      const { paths } = await answer.json();
      const known = Object.entries(paths).map(([path, operations]) => {
        // Names in braces stand for one part of the path each.
        const parts = path.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
        return [new RegExp(`^${parts.join('[^/]+')}$`), new Set(Object.keys(operations))];
      });
      return (method, path) => known.some(([pattern, methods]) => pattern.test(path) && methods.has(method.toLowerCase()));
    };
    described.set(origin, read());
  }
  return described.get(origin);
}

/**
 * A window of somebody. `role` as a development server has it, `language` zh or en, `width` in pixels. Without `motion`
 * it is of somebody who wants none: what opens is where it stays, so that it is not pressed while it moves.
 * @returns {Promise<{page: import('playwright-core').Page, faults: string[], context: import('playwright-core').BrowserContext}>}
 */
export async function open(browser, origin, { role, language = 'zh', width = 1440, height = 900, phone = false, motion = false } = {}) {
  const isOperation = await operations(origin);
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width, height },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: motion ? 'no-preference' : 'reduce',
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
    else if (url.origin === origin && isAsked(request, url) && !isOperation(request.method(), url.pathname)) {
      faults.push(`not in the description of the API: ${request.method()} ${url.pathname}`);
    }
  });
  return { page, faults, context };
}

/** Whether a request asks the server for something that is neither a page nor a file. */
function isAsked(request, { pathname }) {
  if (pathname.startsWith('/api/')) return request.resourceType() !== 'document';
  return ['fetch', 'xhr', 'eventsource', 'ping', 'other'].includes(request.resourceType()) && !FILES.test(pathname) && !/\.\w+$/.test(pathname);
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
