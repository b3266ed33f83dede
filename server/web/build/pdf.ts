import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const home = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };

/** Which characters the codes of Chinese documents mean that do not bring their own fonts. */
const CHINESE = /^(GB|UniGB|Adobe-GB1|ETen|ETHK|HKscs|UniCNS|Adobe-CNS1).*\.bcmap$/;

/** Files that the reader of PDFs asks for by their names, when a document needs them. */
function beside(): Map<string, string> {
  const maps = readdirSync(join(home, 'cmaps')).filter((name) => CHINESE.test(name));
  const decoders = ['openjpeg_nowasm_fallback.js', 'jbig2_nowasm_fallback.js'];
  return new Map([
    ...maps.map((name) => [name, join(home, 'cmaps', name)] as const),
    ...decoders.map((name) => [name, join(home, 'wasm', name)] as const),
  ]);
}

/** Puts them where the reader looks: below `assets/pdf-` and its version, for they are kept for ever. */
export function pdf(): Plugin {
  const below = `assets/pdf-${version}/`;
  return {
    name: 'onething-pdf',
    generateBundle() {
      for (const [name, path] of beside()) {
        this.emitFile({ type: 'asset', fileName: below + name, source: readFileSync(path) });
      }
    },
    configureServer(vite) {
      vite.middlewares.use(`/${below}`, (request, response, next) => {
        const path = beside().get(request.url?.slice(1).split('?')[0] ?? '');
        if (path === undefined || !existsSync(path)) return next();
        response.setHeader(
          'Content-Type',
          path.endsWith('.js') ? 'text/javascript' : 'application/octet-stream',
        );
        response.end(readFileSync(path));
      });
    },
  };
}
