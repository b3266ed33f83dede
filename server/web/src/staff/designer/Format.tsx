import { AlignLeftOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useImperativeHandle, type Ref, type RefObject } from 'react';
import { api, ask } from '../../api/client';
import { useSay, useWords } from '../../language/language';
import { Failure } from '../frame/State';
import type { EditorHandle } from './Editor';
import { words } from './words';

/** Puts the text into the one layout. */
export interface Formatting {
  format: () => void;
}

/** Typing while the server lays out: it is asked again, so often at most. */
const TRIES = 3;

/** The button that lays the text out as `onething fmt` does; comments stay, and undo takes it back. */
export function Format({
  editor,
  disabled,
  ref,
}: {
  editor: RefObject<EditorHandle | null>;
  disabled: boolean;
  ref?: Ref<Formatting>;
}) {
  const say = useWords(words);
  const told = useSay();
  const { message, modal } = App.useApp();
  const format = useMutation({
    mutationFn: async () => {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const text = editor.current?.text() ?? '';
        const answer = await ask(api.POST('/api/v1/scenarios/format', { body: { text } }));
        // What was typed meanwhile is not undone by an answer to what stood there before.
        if (editor.current?.text() !== text) continue;
        if (answer.text != null && answer.changed) editor.current?.layOut(answer.text);
        return answer;
      }
      return undefined;
    },
    onSuccess: (answer) => {
      if (answer === undefined) return;
      const [unread] = answer.diagnostics;
      if (answer.text == null && unread) {
        void message.warning(`${say.notFormatted}${told(unread.message)}`);
        if (unread.at) editor.current?.goTo(unread.at.line, unread.at.column);
      } else void message.success(answer.changed ? say.formatted : say.wasFormatted);
    },
    onError: (error) => void modal.error({ title: say.format, content: <Failure error={error} /> }),
  });
  useImperativeHandle(ref, () => ({ format: () => format.mutate() }));
  return (
    <Button
      icon={<AlignLeftOutlined />}
      disabled={disabled}
      loading={format.isPending}
      onClick={() => format.mutate()}
      aria-keyshortcuts="Shift+Alt+F"
    >
      {say.format}
    </Button>
  );
}
