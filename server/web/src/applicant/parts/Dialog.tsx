import { useEffect, useRef, type ReactNode } from 'react';
import { useWords } from '../../language/language';
import { words } from './words';

/** Something that is asked before anything else goes on: the browser's own dialog keeps and gives back the focus. */
export function Dialog({
  title,
  open,
  close,
  wide = false,
  children,
}: {
  title: string;
  open: boolean;
  close: () => void;
  wide?: boolean;
  children: ReactNode;
}) {
  const say = useWords(words);
  const at = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && at.current?.open === false) at.current.showModal();
    if (!open && at.current?.open) at.current.close();
  }, [open]);
  return (
    <dialog
      ref={at}
      className={wide ? 'dialog dialog-wide' : 'dialog'}
      onClose={close}
      aria-labelledby="dialog-title"
    >
      {open ? (
        <>
          <div className="dialog-head">
            <h2 id="dialog-title">{title}</h2>
            <button type="button" className="dialog-close" onClick={close} aria-label={say.close}>
              ✕
            </button>
          </div>
          {children}
        </>
      ) : null}
    </dialog>
  );
}
