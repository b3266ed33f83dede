import { Checkbox } from 'antd';
import { useRef, useState } from 'react';
import { useSay, useWords } from '../../language/language';
import type { Label } from '../../language/words';
import { Decision, ForItem, Reason, type Item } from './Decision';
import type { Deed } from './decision';
import { reasons } from './reasons';
import { words as deedWords } from './deedWords';
import type { DialogProps } from './typed';

type Said = (typeof deedWords)['zh'];

/** Something that can be asked to be corrected. */
export interface Candidate {
  id: string;
  title: Label | undefined;
  isMaterial: boolean;
}

/** Returns for correction: what, and for each how it has to be mended. */
export function ReturnDialog({
  candidates,
  items,
  say,
  typed,
  type,
  send,
  ...rest
}: DialogProps & {
  candidates: readonly Candidate[];
  items: readonly Item[];
  /** What it is called here: whoever verifies a paper says it otherwise. */
  say: Said;
  send: (deed: Deed) => void;
}) {
  const phrases = useWords(reasons);
  const told = useSay();
  const [tried, setTried] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const chosen = candidates.filter(({ id }) => id in typed.wanted);
  const missing = chosen.filter(({ id }) => typed.wanted[id]?.trim() === '');
  const name = (one: Candidate) => (one.title === undefined ? one.id : told(one.title));
  const choose = (id: string, on: boolean) => {
    const { [id]: before, ...others } = typed.wanted;
    type({ wanted: on ? { ...others, [id]: before ?? '' } : others });
  };
  return (
    <Decision
      {...rest}
      title={say.returnTitle}
      about={say.returnAbout}
      ok={say.send.return}
      send={() => {
        setTried(true);
        if (chosen.length === 0 || missing.length > 0) {
          const first = missing[0]?.id;
          const wrong =
            first === undefined ? 'input[type=checkbox]' : `[data-id="${CSS.escape(first)}"] textarea`;
          list.current?.querySelector<HTMLElement>(wrong)?.focus();
          return;
        }
        send({
          deed: 'return',
          wanted: chosen.map(({ id }) => ({ id, why: typed.wanted[id]?.trim() ?? '' })),
          item: typed.item,
        });
      }}
    >
      <ForItem items={items} item={typed.item} change={(item) => type({ item })} all />
      <fieldset className="wanted">
        <legend>
          {say.askable} <span className="quiet">{say.chosen(chosen.length)}</span>
        </legend>
        {candidates.length === 0 ? <p>{say.askableNone}</p> : null}
        {tried && chosen.length === 0 ? (
          <span className="missing" role="alert">
            {say.choose}
          </span>
        ) : null}
        <ul ref={list}>
          {candidates.map((one) => (
            <li key={one.id} data-id={one.id}>
              <Checkbox
                checked={one.id in typed.wanted}
                onChange={(event) => choose(one.id, event.target.checked)}
              >
                {name(one)}
              </Checkbox>
              {one.id in typed.wanted ? (
                <Reason
                  label={say.whyFor(name(one))}
                  value={typed.wanted[one.id] ?? ''}
                  change={(why) => type({ wanted: { ...typed.wanted, [one.id]: why } })}
                  phrases={phrases[one.isMaterial ? 'material' : 'field']}
                  missing={tried && typed.wanted[one.id]?.trim() === '' ? say.whyMissing : undefined}
                />
              ) : null}
            </li>
          ))}
        </ul>
      </fieldset>
    </Decision>
  );
}
