import { Alert, Button, Input, Modal } from 'antd';
import { useWords } from '../../../language/language';
import { Copy } from '../Copy';
import type { Given } from './data';
import { words } from './words';

/** The text of a token, this once. */
export function GivenDialog({ given, onClose }: { given: Given; onClose: () => void }) {
  const say = useWords(words);
  return (
    <Modal
      open
      title={say.given}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={<Button onClick={onClose}>{say.kept}</Button>}
    >
      <div className="operate-form">
        <Alert type="warning" showIcon title={say.givenAbout} />
        <div>
          <label htmlFor="token-given">{say.givenText}</label>
          <div className="operate-line tokens-given">
            <Input id="token-given" readOnly value={given.token} onFocus={(event) => event.target.select()} />
            <Copy text={given.token} primary />
          </div>
        </div>
      </div>
    </Modal>
  );
}
