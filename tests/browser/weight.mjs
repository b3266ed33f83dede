// How much script a first visit to a page loads.
import { gzipSync } from 'node:zlib';
import { open } from './browser.mjs';

export const KIB = 1024;

/** Pages, who sees them, and how much script they may weigh, gzipped. */
export const WEIGHTS = [
  { path: '/', role: 'tester', most: 350 * KIB },
  { path: '/apply', role: 'applicant', most: 200 * KIB },
  { path: '/apply/newborn-birth', role: 'applicant', most: 200 * KIB },
  { path: '/track', role: 'applicant', most: 200 * KIB },
];

/** Opens a page and waits until it shows what it asked for; streams stay open, so the network is never idle. */
export async function settled(page, path) {
  await page.goto(path, { waitUntil: 'domcontentloaded' });
  await page.locator('h1, [role=alert], .ant-result').first().waitFor({ timeout: 20_000 });
  await page.waitForFunction(() => document.querySelector('.ant-skeleton, .skeleton') === null, null, { timeout: 20_000 }).catch(() => {});
  await page.waitForTimeout(300);
}

/** Bytes of scripts, gzipped. */
export async function weight(browser, origin, path, role) {
  const { page, context } = await open(browser, origin, { role });
  const scripts = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body());
  });
  await settled(page, path);
  const bodies = await Promise.all(scripts);
  await context.close();
  return bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
}
