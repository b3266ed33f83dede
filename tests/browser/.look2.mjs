import { launch, open, violations } from './browser.mjs';
const [path, out, lang='zh', width='1440', ...steps] = process.argv.slice(2);
const b = await launch();
const w=Number(width);
const { page, faults } = await open(b, 'http://127.0.0.1:5185', { role: 'designer', language: lang, width: w, height: w<600?844:1150, phone: w<600 });
await page.goto(path, { waitUntil: 'domcontentloaded' });
await page.waitForTimeout(2500);
let n=0;
for (const s of steps) {
  const [k, ...r] = s.split(':'); const v=r.join(':');
  if (k==='scroll') await page.evaluate((v)=>window.scrollTo(0,Number(v)), v);
  else if (k==='to') await page.evaluate((v)=>document.querySelector(v)?.scrollIntoView({block:'start'}), v);
  else if (k==='click') await page.getByText(v,{exact:false}).first().click();
  else if (k==='css') await page.locator(v).first().click();
  else if (k==='key') await page.keyboard.press(v);
  else if (k==='hover') await page.locator(v).first().hover({position:{x:300,y:120}});
  else if (k==='wait') await page.waitForTimeout(Number(v));
  else if (k==='shot') { await page.screenshot({path: out.replace('.png', `-${n++}.png`)}); continue; }
  await page.waitForTimeout(600);
}
await page.screenshot({ path: out });
for (const f of [...faults, ...(await violations(page))]) console.log(f);
console.log(await page.evaluate(()=>document.documentElement.scrollWidth > innerWidth ? 'SIDEWAYS '+document.documentElement.scrollWidth : 'no sideways'), page.url());
await b.close();
