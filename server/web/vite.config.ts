import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { pdf } from './build/pdf.ts';

/** The server that pages are tried against while they are written. */
const server = process.env.ONETHING_SERVER ?? 'http://127.0.0.1:8080';

/** Which document a page of the applicant's or of staff lives in, as the server has it. */
function documents(): Plugin {
  return {
    name: 'onething-documents',
    configureServer(vite) {
      vite.middlewares.use((request, _response, next) => {
        if (/^\/(apply|track)(\/|\?|$)/.test(request.url ?? '')) request.url = '/apply.html';
        next();
      });
    },
  };
}

export default defineConfig({
  plugins: [react(), documents(), pdf()],
  // It loads decoders as modules.
  worker: { format: 'es' },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      // The server takes writes from its own pages alone: it has to be named as these pages name it.
      ['/api', '/schemas', '/healthz', '/readyz', '/metrics', '/problems'].map((path) => [
        path,
        { target: server, changeOrigin: false },
      ]),
    ),
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // Inline scripts are refused by the policy of the server.
    modulePreload: { polyfill: false },
    rollupOptions: { input: { index: 'index.html', apply: 'apply.html' } },
    chunkSizeWarningLimit: 1200,
  },
});
