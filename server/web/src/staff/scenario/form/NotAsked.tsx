import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useMemo, useState } from 'react';
import { useWords } from '../../../language/language';
import type { GraphDocument } from '../../../picture/graph';
import type { FormView } from '../asked';
import type { Choice } from '../choice';
import { grouped } from '../grouped';
import type { Names } from '../names';
import { vias } from '../words';
import { chainOf, suppliesOf, type Supply } from './chain';
import { ChainPicture } from './ChainPicture';
import { words } from './words';

/** Everything that is needed and not asked; of the one that is chosen, where it comes from. */
export function NotAsked({
  form,
  graph,
  names,
  choice,
}: {
  form: FormView;
  graph: GraphDocument | undefined;
  names: Names;
  choice: Choice;
}) {
  const say = useWords(words);
  const via: Record<string, string> = useWords(vias);
  const [sought, seek] = useState('');
  const supplies = useMemo(() => suppliesOf(form, graph), [form, graph]);
  // The one that has come the longest way tells the most.
  const telling = useMemo(() => {
    const far = (id: string) => chainOf(id, supplies).columns;
    return [...form.supplied].sort((a, b) => far(b.id) - far(a.id))[0]?.id;
  }, [form, supplies]);
  const asked = choice.of('of');
  const chosen = form.supplied.some(({ id }) => id === asked) ? asked : telling;
  const isFound = (one: { id: string; by: string }) =>
    `${names.of(one.id)} ${names.of(one.by)}`.toLowerCase().includes(sought.trim().toLowerCase());
  const groups = grouped(form.supplied.filter(isFound), (one) => one.via);
  return (
    <section className="sc-paper" aria-label={say.notAsked}>
      <header>
        <h2>{say.notAsked}</h2>
        <p className="no-print">{form.supplied.length === 0 ? say.noneSupplied : say.notAskedAbout}</p>
      </header>
      {form.supplied.length === 0 || chosen === undefined ? null : (
        <>
          <Origin root={chosen} supplies={supplies} names={names} />
          <Input
            className="sc-find no-print"
            allowClear
            prefix={<SearchOutlined aria-hidden />}
            placeholder={say.find}
            aria-label={say.find}
            value={sought}
            onChange={(event) => seek(event.target.value)}
          />
          {groups.size === 0 ? <p role="status">{say.noneFound}</p> : null}
          {[...groups].map(([group, entries]) => (
            <div key={group} className="sc-supplies">
              <h3>
                {via[group] ?? group} <small>{entries.length}</small>
              </h3>
              <ul>
                {entries.map((one) => (
                  <li key={one.id}>
                    <button
                      type="button"
                      aria-pressed={one.id === chosen}
                      onClick={() => choice.set({ of: one.id })}
                    >
                      <span>{names.of(one.id)}</span>
                      {one.by === group ? null : <small>{names.of(one.by)}</small>}
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </>
      )}
    </section>
  );
}

/** Where one thing comes from, as a picture and in sentences. */
function Origin({
  root,
  supplies,
  names,
}: {
  root: string;
  supplies: ReadonlyMap<string, Supply>;
  names: Names;
}) {
  const say = useWords(words);
  const chain = useMemo(() => chainOf(root, supplies), [root, supplies]);
  const title = names.of(root);
  const sentence = ({ id, via, by, from }: Supply) => {
    const what = names.of(id);
    if (via === 'sign_in' || via === 'asked') return say.steps[via](what);
    if (!(via in say.steps)) return `${what} · ${say.known}`;
    const tell = say.steps[via as 'service'];
    return tell(names.of(by), from.map(names.of).join(say.and), what);
  };
  return (
    <div className="sc-origin">
      <h3 aria-live="polite">{title}</h3>
      <ChainPicture chain={chain} names={names} title={title} />
      <details open>
        <summary>{say.inWords}</summary>
        <ol>
          {chain.boxes.map(({ supply }) => (
            <li key={supply.id}>{sentence(supply)}</li>
          ))}
        </ol>
      </details>
    </div>
  );
}
