import { EditOutlined } from '@ant-design/icons';
import { Button, Input, Popover, type InputRef } from 'antd';
import { useRef, useState } from 'react';
import { useWords } from '../../language/language';
import { Failure } from '../frame/State';
import { useRename } from './queries';
import { words } from './words';

/** As many letters as the server takes. */
export const LONGEST_NAME = 120;

/** Gives a run a name of one's own, for all who see it; empty, it is called by its scenario again. */
export function Rename({ id, name, isSmall = false }: { id: string; name: string; isSmall?: boolean }) {
  const say = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState(name);
  const rename = useRename();
  const field = useRef<InputRef>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <Popover
      trigger="click"
      open={isOpen}
      afterOpenChange={(open) => open && field.current?.select()}
      onOpenChange={(open) => {
        setText(name);
        rename.reset();
        setOpen(open);
      }}
      content={
        <form
          className="run-rename"
          onSubmit={(event) => {
            event.preventDefault();
            rename.mutate({ id, name: text }, { onSuccess: close });
          }}
        >
          <Input
            ref={field}
            autoFocus
            aria-label={say.name}
            maxLength={LONGEST_NAME}
            value={text}
            placeholder={say.nameEmpty}
            onChange={({ target }) => setText(target.value)}
            onKeyDown={({ key }) => key === 'Escape' && close()}
          />
          <Button type="primary" htmlType="submit" loading={rename.isPending}>
            {say.save}
          </Button>
          {rename.error ? <Failure error={rename.error} /> : null}
        </form>
      }
    >
      <Button
        ref={button}
        {...(isSmall ? { type: 'text', size: 'small' } : {})}
        icon={<EditOutlined aria-hidden />}
        aria-label={say.renameOf(name)}
        aria-expanded={isOpen}
        title={say.rename}
      >
        {isSmall ? null : say.rename}
      </Button>
    </Popover>
  );
}
