import { EditOutlined } from '@ant-design/icons';
import { Button, Input, Popover } from 'antd';
import { useState } from 'react';
import { useWords } from '../../language/language';
import { words } from './words';

/** Gives a run a name of one's own. */
export function Rename({
  name,
  onRename,
  isSmall = false,
}: {
  name: string;
  onRename: (name: string) => void;
  isSmall?: boolean;
}) {
  const say = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState(name);
  return (
    <Popover
      trigger="click"
      open={isOpen}
      onOpenChange={(open) => {
        setText(name);
        setOpen(open);
      }}
      content={
        <form
          className="run-rename"
          onSubmit={(event) => {
            event.preventDefault();
            onRename(text);
            setOpen(false);
          }}
        >
          <Input
            autoFocus
            aria-label={say.name}
            maxLength={60}
            value={text}
            onChange={({ target }) => setText(target.value)}
            onKeyDown={({ key }) => key === 'Escape' && setOpen(false)}
          />
          <Button type="primary" htmlType="submit">
            {say.save}
          </Button>
        </form>
      }
    >
      <Button
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
