import { useEffect, useState, type ReactNode } from 'react';
import { useWords } from '../../language/language';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { words } from './words';

const MOST_BYTES = 20 * 1024 * 1024;
const KINDS = ['image/jpeg', 'image/png', 'application/pdf'];

/** A file that was chosen here or is with the server already. */
export interface Seen {
  blob: Blob;
  name: string;
}

/** A paper to hand in: taken with the phone's camera or chosen, shown, and exchanged for another. */
export function Upload({
  id,
  label,
  hint,
  error,
  seen,
  has,
  busy,
  onFile,
  children,
}: {
  id: string;
  label: string;
  hint?: ReactNode;
  error?: string;
  seen: Seen | undefined;
  has: boolean;
  busy: boolean;
  onFile: (file: File) => void;
  children?: ReactNode;
}) {
  const say = useWords(words);
  const [refused, set] = useState<string>();
  const wrong = refused ?? error;
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    const fault = !KINDS.includes(file.type)
      ? say.wrongKind
      : file.size === 0
        ? say.emptyFile
        : file.size > MOST_BYTES
          ? say.tooLarge
          : undefined;
    set(fault);
    if (fault === undefined) onFile(file);
  };
  const input = (name: string, accept: string, camera: boolean) => (
    <label
      className={has ? 'button button-second' : camera ? 'button button-primary' : 'button button-second'}
    >
      <input
        type="file"
        id={camera ? undefined : id}
        className="upload-input"
        accept={accept}
        capture={camera ? 'environment' : undefined}
        aria-label={`${name} ${label}`}
        aria-describedby={`${id}-kinds${wrong === undefined ? '' : ` ${id}-error`}`}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {name}
    </label>
  );
  return (
    <section className={wrong === undefined ? 'paper' : 'paper field-wrong'} aria-labelledby={`${id}-label`}>
      <h3 id={`${id}-label`}>{label}</h3>
      {hint}
      {wrong === undefined ? null : (
        <p id={`${id}-error`} className="error" role="alert">
          {wrong}
        </p>
      )}
      {has || busy ? (
        <div className="paper-got">
          {seen === undefined ? null : <Preview seen={seen} label={label} />}
          <p role="status" className={busy ? undefined : 'good'}>
            {busy ? (
              <>
                <span className="spinner" aria-hidden="true" /> {say.uploading}
              </>
            ) : (
              <>✓ {say.uploaded}</>
            )}
          </p>
        </div>
      ) : null}
      <div className="actions paper-actions">
        {input(has ? say.replacePhoto : say.photo, 'image/jpeg,image/png', true)}
        {input(has ? say.replace : say.file, KINDS.join(','), false)}
      </div>
      <p className="hint" id={`${id}-kinds`}>
        {say.kinds}
      </p>
      {children}
    </section>
  );
}

function Preview({ seen, label }: { seen: Seen; label: string }) {
  const say = useWords(words);
  const [large, set] = useState(false);
  const [url, setUrl] = useState<string>();
  const isImage = seen.blob.type.startsWith('image/');
  useEffect(() => {
    const made = URL.createObjectURL(seen.blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [seen.blob]);
  if (url === undefined) return null;
  if (!isImage) {
    return (
      <a className="paper-file" href={url} download={seen.name}>
        <span className="paper-pdf" aria-hidden="true">
          PDF
        </span>
        {say.save}
        <span className="sr-only">
          {label} {say.pdf}
        </span>
      </a>
    );
  }
  return (
    <>
      <button
        type="button"
        className="paper-thumb"
        onClick={() => set(true)}
        aria-label={`${say.look} ${label}`}
      >
        <img src={url} alt="" />
      </button>
      <Dialog title={label} open={large} close={() => set(false)} wide>
        <img className="paper-large" src={url} alt={`${label} ${say.image}`} />
        <div className="actions">
          <Button kind="second" onClick={() => set(false)}>
            {say.close}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
