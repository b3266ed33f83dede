// Builds the pages, and each file once more as Brotli and gzip: the server hands out what a browser takes.
// `--outDir DIR` says where to.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';

const { values } = parseArgs({
  options: { outDir: { type: 'string', default: 'dist' }, emptyOutDir: { type: 'boolean', default: true } },
});
const outDir = resolve(values.outDir);

/** Below this a second request costs more than it saves. */
const LEAST = 512;
const COMPRESSED = /\.(html|js|css|svg|json|webmanifest)$/;

async function compress(path) {
  const bytes = await readFile(path);
  if (bytes.length < LEAST) return;
  const quality = {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  };
  const [brotli, gzipped] = await Promise.all([
    promisify(brotliCompress)(bytes, quality),
    promisify(gzip)(bytes, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, brotli), writeFile(`${path}.gz`, gzipped)]);
}

await build({ build: { outDir, emptyOutDir: values.emptyOutDir } });
const files = await readdir(outDir, { recursive: true, withFileTypes: true });
await Promise.all(
  files
    .filter((file) => file.isFile() && COMPRESSED.test(file.name))
    .map((file) => compress(join(file.parentPath, file.name))),
);
