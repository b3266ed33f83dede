import { Spin } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../../../language/language';
import { isLocked, read, type PDFDocumentProxy, type PDFPageProxy } from './pdf';
import { words } from './words';

/** More points a browser may not draw at once. */
const MOST_POINTS = 16_000_000;

interface Drawn {
  name: string;
  width: number;
  zoom: number;
  quarters: number;
}

/** The pages of a PDF, one below the other, each drawn when it comes into sight. */
export default function Pages({ bytes, ...drawn }: Drawn & { bytes: Uint8Array }) {
  const say = useWords(words);
  const [document, set] = useState<PDFDocumentProxy>();
  const [failed, fail] = useState<unknown>();
  useEffect(() => {
    const reading = read(bytes);
    reading.document.then(set, fail);
    return reading.end;
  }, [bytes]);
  if (failed !== undefined) return <p role="alert">{isLocked(failed) ? say.locked : say.brokenFile}</p>;
  if (document === undefined) return <Spin description={say.opening} />;
  return (
    <ol className="viewer-pages">
      {Array.from({ length: document.numPages }, (_, at) => (
        <Page key={at} document={document} at={at + 1} {...drawn} />
      ))}
    </ol>
  );
}

/** A sheet of A4 until it is known better. */
const USUAL = { width: 595, height: 842 };

function Page({
  document,
  at,
  name,
  width,
  zoom,
  quarters,
}: Drawn & { document: PDFDocumentProxy; at: number }) {
  const say = useWords(words);
  const box = useRef<HTMLLIElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [page, setPage] = useState<PDFPageProxy>();
  const [text, setText] = useState('');
  const [broken, setBroken] = useState(false);
  const isNear = useNear(box);
  useEffect(() => {
    if (!isNear || page !== undefined) return;
    document.getPage(at).then(setPage, () => setBroken(true));
  }, [document, at, isNear, page]);
  useEffect(() => {
    // For who listens instead of looking.
    page?.getTextContent().then(
      ({ items }) => setText(items.map((item) => ('str' in item ? item.str : '')).join(' ')),
      () => {},
    );
  }, [page]);
  const rotation = ((page?.rotate ?? 0) + quarters * 90 + 360) % 360;
  const natural = page?.getViewport({ scale: 1, rotation }) ?? USUAL;
  const scale = (width / natural.width) * zoom;
  const [wide, high] = [natural.width * scale, natural.height * scale];
  useEffect(() => {
    const drawing = canvas.current;
    if (page === undefined || drawing === null || !isNear) return;
    const dense = Math.min(window.devicePixelRatio || 1, Math.sqrt(MOST_POINTS / (wide * high)));
    const viewport = page.getViewport({ scale: scale * dense, rotation });
    drawing.width = viewport.width;
    drawing.height = viewport.height;
    const task = page.render({ canvas: drawing, viewport });
    task.promise.catch((error: unknown) => {
      if (!(error instanceof Error && error.name === 'RenderingCancelledException')) setBroken(true);
    });
    return () => task.cancel();
  }, [page, isNear, scale, rotation, wide, high]);
  return (
    <li ref={box}>
      <span className="viewer-at">{say.page(at, document.numPages)}</span>
      {broken ? (
        <p role="alert">{say.pageBroken}</p>
      ) : (
        <canvas
          ref={canvas}
          role="img"
          aria-label={say.pageOf(name, at)}
          style={{ width: wide, height: high }}
        />
      )}
      {text === '' ? null : <p className="sr-only">{text}</p>}
    </li>
  );
}

/** Whether something is in sight or nearly so. */
function useNear(box: React.RefObject<HTMLElement | null>): boolean {
  const [isNear, set] = useState(false);
  useEffect(() => {
    if (box.current === null) return;
    const seen = new IntersectionObserver(([entry]) => set(entry?.isIntersecting ?? false), {
      rootMargin: '600px',
    });
    seen.observe(box.current);
    return () => seen.disconnect();
  }, [box]);
  return isNear;
}
