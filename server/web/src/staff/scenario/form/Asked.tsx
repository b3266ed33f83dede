import { PaperClipOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useSay, useWords } from '../../../language/language';
import type { FormView, ScenarioView } from '../asked';
import { grouped } from '../grouped';
import type { Names } from '../names';
import { vias } from '../words';
import { ChainPicture } from './ChainPicture';
import { whyAsked } from './why';
import { words } from './words';

type Field = FormView['fields'][number];
type Material = FormView['materials'][number];

/** The form as the applicant will see it; under each entry why it is there. */
export function Asked({ form, scenario, names }: { form: FormView; scenario: ScenarioView; names: Names }) {
  const say = useWords(words);
  const told = useSay();
  // On separate forms by the item whose form it is; on a joint one by whom it is about.
  const fields = grouped(form.fields, (field) => {
    if (field.form) return names.of(field.form);
    return field.kind === 'question' ? say.questions : (told(field.title).split(' · ')[0] ?? '');
  });
  const papers = grouped(form.materials, (paper) => (paper.form ? names.of(paper.form) : ''));
  return (
    <section className="sc-paper" aria-label={say.formTitle}>
      <header>
        <h2>{say.formTitle}</h2>
        <p>{say.formAbout}</p>
      </header>
      {form.fields.length === 0 ? <p className="sc-nothing">{say.nothing}</p> : null}
      {[...fields].map(([group, entries]) => (
        <div key={group} className="sc-group">
          <h3>{group}</h3>
          {entries.map((field) => (
            <FieldEntry
              key={`${field.form ?? ''} ${field.id}`}
              field={field}
              group={group}
              scenario={scenario}
              names={names}
            />
          ))}
        </div>
      ))}
      {form.materials.length === 0 ? (
        <p className="sc-nothing">{say.noPapers}</p>
      ) : (
        <div className="sc-group">
          <h3>{say.papers}</h3>
          {[...papers].map(([group, entries]) => (
            <div key={group}>
              {group === '' ? null : <h4>{group}</h4>}
              {entries.map((paper) => (
                <div key={`${paper.form ?? ''} ${paper.id}`} className="sc-entry">
                  <span className="sc-entry-title">{told(paper.title)}</span>
                  <span className="sc-blank">
                    <PaperClipOutlined aria-hidden /> {say.upload}
                  </span>
                  <Why of={paper} names={names} />
                </div>
              ))}
            </div>
          ))}
        </div>
      )}
    </section>
  );
}

function FieldEntry({
  field,
  group,
  scenario,
  names,
}: {
  field: Field;
  group: string;
  scenario: ScenarioView;
  names: Names;
}) {
  const say = useWords(words);
  const told = useSay();
  const title = told(field.title);
  // The group says already whom it is about.
  const short = title.startsWith(`${group} · `) ? title.slice(group.length + 3) : title;
  const answers = scenario.situations.find(({ id }) => id === field.id)?.answers;
  const isQuestion = field.kind === 'question' && answers !== undefined;
  return (
    <div className="sc-entry">
      <span className="sc-entry-title">{short}</span>
      {isQuestion ? (
        <span className="sc-options">
          {answers.map((answer) => (
            <span key={answer.id} className="sc-option">
              {told(answer.title)}
            </span>
          ))}
        </span>
      ) : (
        <span className="sc-blank">
          {say.types[field.value_type] ?? field.value_type}
          {field.max_length == null ? '' : ` · ${say.longest(field.max_length)}`}
          {field.unit ? ` · ${say.unit}${field.unit}` : ''}
        </span>
      )}
      <Why of={field} names={names} />
    </div>
  );
}

/** Why something is asked, and what needs it. */
function Why({ of, names }: { of: Field | Material; names: Names }) {
  const say = useWords(words);
  const via: Record<string, string> = useWords(vias);
  const needed = [...new Set(of.needed_by.map((id) => via[id] ?? names.of(id)))];
  return (
    <div className="sc-why">
      <p>
        <b>{say.why}</b>
        {names.text(of.because)}
      </p>
      {needed.length > 0 ? (
        <p>
          <b>{say.neededBy}</b>
          {needed.join(say.and)}
        </p>
      ) : null}
      <Drawn of={of} names={names} />
    </div>
  );
}

/** Why something is asked, as a picture; drawn once somebody wants to see it. */
function Drawn({ of, names }: { of: Field | Material; names: Names }) {
  const say = useWords(words);
  const told = useSay();
  const [open, setOpen] = useState(false);
  return (
    <details className="no-print" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {say.drawn}
        <span className="sr-only"> {told(of.title)}</span>
      </summary>
      {open ? (
        <ChainPicture chain={whyAsked(of)} names={names} title={told(of.title)} label={say.whyPicture} />
      ) : null}
    </details>
  );
}
