import { CopyOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useWords } from '../../language/language';
import { words } from './words';

/** Puts a text where it can be pasted from. */
export function Copy({ text, label, primary = false }: { text: string; label?: string; primary?: boolean }) {
  const say = useWords(words);
  const { message } = App.useApp();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      void message.success(say.copied);
    } catch {
      void message.warning(say.notCopied);
    }
  };
  return (
    <Button
      type={primary ? 'primary' : 'text'}
      size={primary ? 'middle' : 'small'}
      icon={<CopyOutlined />}
      aria-label={label ?? say.copy}
      onClick={() => void copy()}
    >
      {primary ? say.copy : null}
    </Button>
  );
}
