import { Modal } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useWords } from '../../language/language';
import { words } from './words';

/** What a key does. */
export interface Shortcut {
  /** `KeyboardEvent.key`s. */
  keys: readonly string[];
  /** How they are shown. */
  shown: string;
  what: string;
  /** None: it is not there now. */
  act?: (() => void) | undefined;
}

/** Whether the keyboard belongs to a field or an open dialog. */
function isTaken(target: EventTarget | null): boolean {
  // One that is closed stays in the page, and what is around it goes a moment later.
  if ([...document.querySelectorAll('[role=dialog]')].some((one) => one.checkVisibility())) return true;
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role=combobox]') !== null
  );
}

/** Single keys for the whole page, silent while somebody types or a dialog is open. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTaken(event.target))
        return;
      const found = latest.current.find((one) => one.keys.includes(event.key));
      if (found?.act === undefined) return;
      event.preventDefault();
      found.act();
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  }, []);
}

/** Shortcuts that a part of the page tells of, as they are now; the page hears when others of them can be used. */
export function useHeard(): [Shortcut[], (all: readonly Shortcut[]) => void] {
  const [heard, set] = useState<readonly Shortcut[]>([]);
  const latest = useRef<readonly Shortcut[]>([]);
  const hear = useCallback((all: readonly Shortcut[]) => {
    latest.current = all;
    set((before) =>
      before.length === all.length && before.every((one, at) => !!one.act === !!all[at]?.act) ? before : all,
    );
  }, []);
  // Each acts on what is shown now.
  return [heard.map((one, at) => ({ ...one, act: one.act && (() => latest.current[at]?.act?.()) })), hear];
}

/** The shortcuts of a page, in a dialog. */
export function ShortcutHelp({
  shortcuts,
  open,
  close,
}: {
  shortcuts: readonly Shortcut[];
  open: boolean;
  close: () => void;
}) {
  const say = useWords(words);
  return (
    <Modal open={open} onCancel={close} footer={null} title={say.shortcuts} width={420}>
      <dl className="keys">
        {shortcuts.map((one) => (
          <div key={one.shown}>
            <dt>
              <kbd>{one.shown}</kbd>
            </dt>
            <dd>{one.what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
