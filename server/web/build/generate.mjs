// Types of the HTTP API, made from its description, so that they cannot drift from the server.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const described =
  process.env.ONETHING_OPENAPI ?? fileURLToPath(new URL('../../../docs/openapi.json', import.meta.url));
const out = fileURLToPath(new URL('../src/api/schema.ts', import.meta.url));

const text = astToString(await openapiTS(JSON.parse(await readFile(described, 'utf8'))));
const before = await readFile(out, 'utf8').catch(() => '');
const now = `// Made from docs/openapi.json by build/generate.mjs.\n${text}`;
if (now !== before) await writeFile(out, now);
