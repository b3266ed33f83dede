// Declaring in place of a paper (告知承诺): a licence is not in the library, the applicant declares what it proves, and
// the clerk sees that it is a declaration.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch, open, violations } from '../browser.mjs';
import { call, origin, PNG, taskOf } from '../server.mjs';

const PAPER = { name: '材料.png', mimeType: 'image/png', buffer: PNG };

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

async function window(who) {
  const opened = await open(browser, origin, { role: who, width: 390, height: 844, phone: true });
  opened.context.setDefaultTimeout(60_000);
  return opened;
}

async function sound({ page, faults }, what) {
  assert.deepEqual(await violations(page), [], what);
  assert.deepEqual(faults, [], what);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${what}: ${wider} px wider than the window`);
}

/** Answers what a restaurant is asked and fills its form in, up to the papers. */
async function filled(page, way) {
  const next = page.getByRole('button', { name: '下一步' });
  if (way === undefined) {
    await page.goto('/apply/restaurant-opening?page=guide');
  } else {
    await page.goto('/apply/restaurant-opening');
    await page.getByLabel(way).check();
    await page.getByRole('link', { name: '开始办理' }).click();
  }
  for (const answer of [page.getByLabel('热菜'), page.getByLabel('不要'), page.getByLabel('1', { exact: true })]) {
    await answer.check();
    const before = page.url();
    await next.click();
    await page.waitForURL((url) => String(url) !== before);
  }
  await page.getByRole('button', { name: '开始填写' }).click();
  await page.getByLabel('经营面积').waitFor();
  for (const [name, value] of [['经营面积', '1,200'], ['食品安全管理员姓名', '李娜'], ['公民身份号码', '11010519491231002X'], ['收件地址', '幸福路 1 号']]) {
    await page.getByLabel(name).fill(value);
  }
  return new URL(page.url()).searchParams.get('application');
}

/** Hands in a paper for every one that is asked, and goes on to the check. */
async function papersIn(page) {
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('heading', { level: 1, name: '上传材料' }).waitFor();
  const papers = page.locator('.paper');
  for (let at = 0; at < (await papers.count()); at += 1) {
    await papers.nth(at).locator('input[type=file]').last().setInputFiles(PAPER);
    await papers.nth(at).getByText('✓ 已上传').waitFor();
  }
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByText('1,200 平方米').waitFor();
}

test('a restaurant: fire safety is had on the owner’s word, and checked behind the result', { timeout: 180_000 }, async () => {
  const opened = await window(`applicant:pledges${randomInt(1e12)}`);
  const { page, context } = opened;
  const id = await filled(page, '承诺联办');
  await papersIn(page);

  // The item is told with its limit and with what follows; one's word is asked for.
  await page.getByText('“公众聚集场所投入使用前消防安全检查”可以告知承诺，先办后查').waitFor();
  await page.getByText(/受理后 1 个工作日办结，先发结果，以后再查（消防现场检查）/).waitFor();
  await page.getByRole('button', { name: /我要承诺办理/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('承诺不实的').waitFor();
  await dialog.getByRole('button', { name: '确认承诺' }).click();
  await dialog.getByText('请先阅读并作出承诺').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.type), 'checkbox');
  await sound(opened, 'committing without a word');
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: '确认承诺' }).click();
  await page.getByText('“公众聚集场所投入使用前消防安全检查”：您已承诺办理').waitFor();
  await sound(opened, 'committed');
  const given = async () => (await call('tester', 'GET', `/applications/${id}`)).data.items.find((one) => one.id === 'fire_check').commitment;
  assert.deepEqual({ ...(await given()), then: [] }, { given: true, limit: '1wd', then: [] });

  await page.locator('#truth').check();
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('link', { name: '查看办理进度' }).click();
  await page.getByText('“公众聚集场所投入使用前消防安全检查”：您已承诺办理').waitFor();
  await sound(opened, 'tracked');
  await context.close();
});

test('a restaurant: a licence is not found and declared, the clerk sees that and approves', { timeout: 180_000 }, async () => {
  const who = `applicant:declares${randomInt(1e12)}`;
  const opened = await window(who);
  const { page, context } = opened;
  const id = await filled(page);
  await call('tester', 'PUT', '/systems/resident_id_card/behaviour', { answers: 'not_found', applications: [id] });

  // What is known is filled in, with who told it, and numbers are covered.
  const known = page.getByRole('region', { name: /已为您填好 \d+ 项/ });
  await known.getByRole('heading', { name: '店主，来自您的登录信息' }).waitFor();
  await known.getByText(/^370303\*{8}\d{3}[\dX]$/).waitFor();
  await known.getByRole('heading', { name: '餐饮店，来自市场监督管理局 · 企业登记信息' }).waitFor();
  await page.getByText('平方米').waitFor();
  await sound(opened, 'what is known');
  await papersIn(page);
  await page.locator('#truth').check();
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('link', { name: '查看办理进度' }).click();

  // The licence of the worker is not in the library: it is declared, and nothing else is asked.
  await page.getByRole('link', { name: '去补充' }).click();
  await page.getByRole('button', { name: /以书面承诺代替/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('承诺不实的').waitFor();
  await dialog.getByRole('button', { name: '确认承诺' }).click();
  await dialog.getByText('请先阅读并作出承诺').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.type), 'checkbox');
  await sound(opened, 'declaring without a word');
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: '确认承诺' }).click();
  await page.getByText('已由您的书面承诺代替').waitFor();
  await sound(opened, 'declared');
  await page.getByRole('button', { name: '提交补充内容' }).click();
  await page.getByText('已提交').first().waitFor();
  await page.getByRole('link', { name: '返回办件' }).click();
  assert.equal(await page.getByRole('link', { name: /去补充|继续填写/ }).count(), 0);

  // Who decides sees that it is a declaration, on the case itself.
  const task = await taskOf(id, 'joint_acceptance');
  const counter = await open(browser, origin, { role: `clerk:${task.department}` });
  counter.context.setDefaultTimeout(60_000);
  await counter.page.goto(`/tasks/${task.id}`);
  await counter.page.getByText('告知承诺', { exact: true }).first().waitFor();
  await counter.page.getByRole('button', { name: '通过' }).click();
  await counter.page.getByRole('dialog').getByRole('button', { name: '通过' }).click();
  await counter.page.getByText(/已通过“统一受理”/).waitFor();
  assert.deepEqual(counter.faults, []);
  await counter.context.close();
  await page.getByRole('link', { name: '受理通知书' }).last().waitFor();
  await page.getByText('全部办理过程').click();
  await page.getByText('补充了“居民身份证电子证照”没有给出的内容').first().waitFor();
  await sound(opened, 'accepted on a declaration');
  await context.close();
});
