import { DownloadOutlined, EyeOutlined, FileOutlined, FilePdfOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Modal, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { download } from '../../api/client';
import { useSay, useWords } from '../../language/language';
import type { Label } from '../../language/words';
import { Failure } from '../frame/State';
import { How } from './Facts';
import type { Known } from './facts';
import { words as taskWords } from './taskWords';

/** Materials of a case: what was handed in is shown in place; e-licences have no file here. */
export function Materials({
  application,
  materials,
  tellers,
}: {
  application: string;
  materials: readonly Known[];
  tellers: ReadonlyMap<string, Label>;
}) {
  const say = useWords(taskWords);
  const told = useSay();
  const [open, setOpen] = useState<Known>();
  if (materials.length === 0) return <p className="quiet">{say.noMaterials}</p>;
  const name = (material: Known) => (material.title === undefined ? material.id : told(material.title));
  return (
    <>
      <ul className="materials">
        {materials.map((material) => (
          <li key={material.id}>
            <FileOutlined aria-hidden className="material-icon" />
            <span className="material-name">{name(material)}</span>
            <How how={material.how} teller={tellers.get(material.id)} />
            {hasFile(material) ? (
              <Button size="small" icon={<EyeOutlined />} onClick={() => setOpen(material)}>
                {say.look}
                <span className="sr-only"> {name(material)}</span>
              </Button>
            ) : (
              <span className="quiet">{say.noFile}</span>
            )}
          </li>
        ))}
      </ul>
      <Modal
        open={open !== undefined}
        onCancel={() => setOpen(undefined)}
        title={open === undefined ? '' : name(open)}
        footer={null}
        width={860}
        destroyOnHidden
      >
        {open === undefined ? null : (
          <Viewer application={application} material={open.id} name={name(open)} />
        )}
      </Modal>
    </>
  );
}

/** What the applicant handed in has a file; what systems told is on record there. */
function hasFile(material: Known): boolean {
  return material.how === 'asked' || material.how === 'redone' || material.how === 'draft';
}

type Kind = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'application/pdf';

/** What a file is, by what is in it: names and types that were sent along prove nothing. */
function kindOf(bytes: Uint8Array): Kind | undefined {
  const begins = (...signs: number[]) => signs.every((sign, at) => bytes[at] === sign);
  if (begins(0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  if (begins(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(0x47, 0x49, 0x46, 0x38)) return 'image/gif';
  if (begins(0x52, 0x49, 0x46, 0x46) && bytes[8] === 0x57 && bytes[9] === 0x45) return 'image/webp';
  if (begins(0x25, 0x50, 0x44, 0x46)) return 'application/pdf';
  return undefined;
}

/** A file as a picture: never handed to anything that would run it. */
function Viewer({ application, material, name }: { application: string; material: string; name: string }) {
  const say = useWords(taskWords);
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
  });
  const url = useBlob(file.data?.bytes, file.data?.kind);
  const [turned, turn] = useState(0);
  const [broken, setBroken] = useState(false);
  if (file.error) return <Failure error={file.error} again={() => void file.refetch()} />;
  if (file.data === undefined || url === undefined) return <Spin />;
  const { kind } = file.data;
  const isImage = kind?.startsWith('image/') === true;
  return (
    <div className="viewer">
      <div className="viewer-tools">
        {isImage && !broken ? <Button onClick={() => turn(turned + 90)}>{say.turn}</Button> : null}
        <a className="viewer-save" href={url} download={file.data.name}>
          <DownloadOutlined aria-hidden /> {say.save}
        </a>
      </div>
      {isImage && !broken ? (
        <div className="viewer-box" tabIndex={0} role="region" aria-label={name}>
          <img
            src={url}
            alt={name}
            style={{ transform: `rotate(${turned}deg)` }}
            onError={() => setBroken(true)}
          />
        </div>
      ) : kind === 'application/pdf' ? (
        // The browser's own viewer, which is a place apart; this page may hold no other document.
        <a className="viewer-open" href={url} target="_blank" rel="noopener noreferrer">
          <FilePdfOutlined aria-hidden /> {say.openPdf}
        </a>
      ) : (
        <p>{broken ? say.brokenFile : say.otherFile}</p>
      )}
    </div>
  );
}

/** An address of bytes in this page, for as long as it is shown. What is not known to be shown is only to be saved. */
function useBlob(bytes: Uint8Array | undefined, kind: Kind | undefined): string | undefined {
  const [url, set] = useState<string>();
  useEffect(() => {
    if (bytes === undefined) return;
    const made = URL.createObjectURL(
      new Blob([bytes as Uint8Array<ArrayBuffer>], { type: kind ?? 'application/octet-stream' }),
    );
    set(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, kind]);
  return url;
}
