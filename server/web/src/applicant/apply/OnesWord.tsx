import { useState, type ReactNode } from 'react';
import { useWords } from '../../language/language';
import { Button } from '../parts/Button';
import { Tick } from '../parts/Choice';
import { Dialog } from '../parts/Dialog';
import { Failure } from '../parts/Loaded';
import { words } from './words';

interface Props {
  /** Of the tick, unlike any other on the page. */
  id: string;
  open: boolean;
  close: () => void;
  /** Takes the word that was given. */
  give: { mutate: () => void; isPending: boolean; error: Error | null };
  /** What is promised. */
  children: ReactNode;
}

/** Asks for somebody's word (承诺): what is promised, what follows if it is not so, and a tick without which nothing is sent. */
export function OnesWord({ id, open, close, give, children }: Props) {
  const say = useWords(words);
  return (
    <Dialog title={say.declareTitle} open={open} close={close}>
      {children}
      <p>{say.declareFollows}</p>
      <Ticked id={id} close={close} give={give} />
    </Dialog>
  );
}

/** Lives as long as the dialog is open, so that a word given once is not taken for given again. */
function Ticked({ id, close, give }: Pick<Props, 'id' | 'close' | 'give'>) {
  const say = useWords(words);
  const [given, tick] = useState(false);
  const [missing, setMissing] = useState(false);
  return (
    <>
      <Tick
        id={id}
        label={say.declareWord}
        checked={given}
        onChange={tick}
        error={missing && !given ? say.declareNeeded : undefined}
      />
      {give.error ? <Failure error={give.error} /> : null}
      <div className="actions">
        <Button
          busy={give.isPending}
          onClick={() => {
            setMissing(!given);
            if (given) give.mutate();
            else document.getElementById(id)?.focus();
          }}
        >
          {say.declareSend}
        </Button>
        <Button kind="quiet" onClick={close}>
          {say.declareNot}
        </Button>
      </div>
    </>
  );
}
