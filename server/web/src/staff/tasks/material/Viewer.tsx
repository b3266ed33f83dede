import {
  DownloadOutlined,
  RotateLeftOutlined,
  RotateRightOutlined,
  ZoomInOutlined,
  ZoomOutOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Spin } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { download } from '../../../api/client';
import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { Failure } from '../../frame/State';
import { kindOf, type Kind } from './kind';
import { Picture } from './Picture';
import { words } from './words';

// It is as large as the rest of the page, and most materials are photographs.
const Pages = lazy(() => import('./Pages'));

const LEAST = 0.25;
const MOST = 6;
const STEP = 1.25;

/** A file as pictures: never handed to anything that would run it. */
export function Viewer({
  application,
  material,
  name,
}: {
  application: string;
  material: string;
  name: string;
}) {
  const say = useWords(words);
  const { language } = useLanguage();
  const file = useQuery({
    queryKey: ['application', application, 'material', material],
    queryFn: async () => {
      const got = await download(
        `/api/v1/applications/${application}/materials/${encodeURIComponent(material)}`,
      );
      const bytes = new Uint8Array(await got.blob.arrayBuffer());
      return { bytes, kind: kindOf(bytes), name: got.name ?? material };
    },
    gcTime: 0,
    staleTime: Infinity,
  });
  const url = useBlob(file.data?.bytes, file.data?.kind);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, url !== undefined);
  const [quarters, turn] = useState(0);
  const [zoom, setZoom] = useState(1);
  const scale = say.scale(number(zoom * 100, language));
  const [broken, setBroken] = useState(false);
  if (file.error) return <Failure error={file.error} again={() => void file.refetch()} />;
  if (file.data === undefined || url === undefined) return <Spin />;
  const { kind, bytes } = file.data;
  const isShown = kind !== undefined && !broken;
  const resize = (by: number) => setZoom((before) => Math.min(MOST, Math.max(LEAST, before * by)));
  return (
    <div className="viewer">
      <div className="viewer-tools">
        {isShown ? (
          <>
            <Button
              icon={<ZoomOutOutlined />}
              aria-label={say.smaller}
              title={say.smaller}
              disabled={zoom <= LEAST}
              onClick={() => resize(1 / STEP)}
            />
            <Button aria-label={`${scale} ${say.fit}`} title={say.fit} onClick={() => setZoom(1)}>
              {scale}
            </Button>
            <Button
              icon={<ZoomInOutlined />}
              aria-label={say.larger}
              title={say.larger}
              disabled={zoom >= MOST}
              onClick={() => resize(STEP)}
            />
            <Button
              icon={<RotateLeftOutlined />}
              aria-label={say.turnLeft}
              title={say.turnLeft}
              onClick={() => turn(quarters - 1)}
            />
            <Button
              icon={<RotateRightOutlined />}
              aria-label={say.turnRight}
              title={say.turnRight}
              onClick={() => turn(quarters + 1)}
            />
          </>
        ) : null}
        <a className="viewer-save" href={url} download={file.data.name}>
          <DownloadOutlined aria-hidden /> {say.save}
        </a>
      </div>
      <div className="viewer-box" ref={box} tabIndex={0} role="region" aria-label={name}>
        {!isShown ? (
          <p className="viewer-not">{broken ? say.brokenFile : say.otherFile}</p>
        ) : kind === 'application/pdf' ? (
          width === undefined ? null : (
            <Suspense fallback={<Spin />}>
              <Pages bytes={bytes} name={name} width={width} zoom={zoom} quarters={quarters} />
            </Suspense>
          )
        ) : (
          <Picture
            url={url}
            name={name}
            width={width}
            zoom={zoom}
            quarters={quarters}
            broken={() => setBroken(true)}
          />
        )}
      </div>
    </div>
  );
}

/** The room there is for a file, without the bar that appears when it is higher. */
function useWidth(box: React.RefObject<HTMLElement | null>, on: boolean): number | undefined {
  const [width, set] = useState<number>();
  useEffect(() => {
    if (!on || box.current === null) return;
    const sized = new ResizeObserver(([entry]) => {
      if (entry !== undefined) set(Math.floor(entry.contentRect.width));
    });
    sized.observe(box.current);
    return () => sized.disconnect();
  }, [box, on]);
  return width;
}

/** An address of bytes in this page, for as long as it is shown. What is not known to be shown is only to be saved. */
function useBlob(bytes: Uint8Array | undefined, kind: Kind | undefined): string | undefined {
  const [url, set] = useState<string>();
  useEffect(() => {
    if (bytes === undefined) return;
    // A PDF by its address would be opened by a viewer that runs what is in it.
    const type = kind === undefined || kind === 'application/pdf' ? 'application/octet-stream' : kind;
    const made = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
    set(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, kind]);
  return url;
}
