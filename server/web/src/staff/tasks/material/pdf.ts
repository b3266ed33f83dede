import {
  getDocument,
  GlobalWorkerOptions,
  PasswordException,
  version,
  type PDFDocumentProxy,
} from 'pdfjs-dist';
import Reader from 'pdfjs-dist/build/pdf.worker.min.mjs?worker';

export type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';

/** Where the build puts what is read along with some documents: decoders of pictures, and maps of Chinese characters. */
const BESIDE = `/assets/pdf-${version}/`;

/**
 * Reads a PDF to be drawn as pictures. A browser's own viewer would run the scripts of a document; here they are not
 * even read, nor are its links and forms.
 */
export function read(bytes: Uint8Array): { document: Promise<PDFDocumentProxy>; end: () => void } {
  GlobalWorkerOptions.workerPort ??= new Reader();
  const task = getDocument({
    // It is handed over to the reader; the bytes are needed here again.
    data: bytes.slice(),
    // The policy of pages lets no program of bytes run.
    useWasm: false,
    wasmUrl: BESIDE,
    cMapUrl: BESIDE,
    enableXfa: false,
  });
  return { document: task.promise, end: () => void task.destroy() };
}

/** Whether a document does not open without a password. */
export function isLocked(error: unknown): boolean {
  return error instanceof PasswordException;
}
