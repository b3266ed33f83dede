// How fast the pages are, each figure beside its limit; ends with 1 where a limit is broken.
// node measure/measure.mjs [--program FILE] [NAME]...
//
// Every other file of this folder measures one thing. Its default export is given
// `{ browser, origin, middle, high }` and gives its figures: `{ what, value, unit, limit }`, and `beside`, a word on
// how it was come by. Without a limit a figure is shown and judges nothing.
// ONETHING_ORIGIN says where a server with its built pages is; `--program` starts one for the time of this run.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launch } from '../browser.mjs';

const here = import.meta.dirname;
const { values, positionals: names } = parseArgs({ allowPositionals: true, options: { program: { type: 'string' } } });
const known = (await readdir(here)).filter((file) => file.endsWith('.mjs') && file !== 'measure.mjs').sort();
const strange = names.filter((name) => !known.includes(`${name}.mjs`));
if (strange.length > 0) {
  console.error(`nothing measures ${strange.join(', ')}; there are ${known.map((file) => file.slice(0, -4)).join(', ')}`);
  process.exit(2);
}

const ordered = (all) => [...all].sort((a, b) => a - b);
/** The median, and the value that at most one in twenty exceeds. */
const middle = (all) => ordered(all)[Math.floor(all.length / 2)];
const high = (all) => ordered(all)[Math.ceil(all.length * 0.95) - 1];

const served = values.program ? await serve(resolve(values.program)) : undefined;
const origin = served?.origin ?? process.env.ONETHING_ORIGIN ?? 'http://127.0.0.1:8080';
const failed = [];
let browser;
try {
  // What a development server hands out is not bundled, so it says nothing about what people get.
  const page = await (await fetch(origin, { headers: { Accept: 'text/html' } })).text();
  if (!page.includes('/assets/')) throw new Error(`${origin} has no built pages`);
  browser = await launch();
  console.log(`${origin} · ${browser.browserType().name()} ${browser.version()}`);
  for (const file of known.filter((file) => names.length === 0 || names.includes(file.slice(0, -4)))) {
    try {
      const { default: measure } = await import(join(here, file));
      for (const figure of await measure({ browser, origin, middle, high })) print(figure);
    } catch (cause) {
      failed.push(file);
      console.log(`${file}: ${cause.stack ?? cause}`);
    }
  }
} finally {
  await browser?.close();
  await served?.end();
}
if (failed.length > 0) {
  console.error(`limits broken or not measured: ${failed.join(', ')}`);
  process.exitCode = 1;
}

function print({ what, value, unit, limit, beside }) {
  const holds = limit === undefined || value <= limit;
  if (!holds) failed.push(what);
  const shown = value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
  const asked = limit === undefined ? '' : `  limit ${limit.toLocaleString('en')} ${unit}${holds ? '' : '  BROKEN'}`;
  console.log(`  ${what.padEnd(52)} ${`${shown} ${unit}`.padStart(12)}${asked}${beside ? `  (${beside})` : ''}`);
}

/** A development server of the shipped library with data of its own, on a port that is free. */
async function serve(program) {
  const port = await free();
  const data = await mkdtemp(join(tmpdir(), 'onething-measure-'));
  const child = spawn(program, ['serve', '--dev', '--data', data, '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' });
  const over = new Promise((end) => child.once('exit', end));
  child.once('error', () => {});
  const address = `http://127.0.0.1:${port}`;
  const end = async () => {
    child.kill('SIGTERM');
    await over;
    await rm(data, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${address}/readyz`).catch(() => undefined);
    if (answer?.ok) return { origin: address, end };
    await new Promise((next) => setTimeout(next, 100));
  }
  await end();
  throw new Error(`${program} does not serve`);
}

function free() {
  return new Promise((found, none) => {
    const server = createServer();
    server.once('error', none);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}
