import { useState, type FormEvent } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useLanguage, useSay, useWords } from '../../language/language';
import { unitSaid } from '../../language/units';
import type { Application, AskedFact } from '../data/queries';
import { Button, ButtonLink } from '../parts/Button';
import { ErrorSummary } from '../parts/ErrorSummary';
import { Heading } from '../parts/Heading';
import { Failure } from '../parts/Loaded';
import { pathOf } from './Apply';
import { controlOf, grouped } from './asked';
import { useEntries, type Entries } from './entries';
import { FactField } from './FactField';
import { useNeeded } from './needed';
import { SavedNote } from './SavedNote';
import { Supplied } from './Supplied';
import { words } from './words';

/** The one form: what only the applicant can tell, by whom it is about; saved as one goes. */
export function FieldsPage({ application, fields }: { application: Application; fields: AskedFact[] }) {
  const say = useWords(words);
  const needed = useNeeded();
  const go = useNavigate();
  const { state } = useLocation() as { state: { faults?: [string, string][] } | null };
  const entries = useEntries(application.id, fields, state?.faults);
  const [times, setTimes] = useState(state?.faults === undefined ? 0 : 1);
  const [busy, setBusy] = useState(false);
  const faults = fields.flatMap((fact) => {
    const text = entries.errorOf(fact);
    return text === undefined ? [] : [{ id: controlOf(fact.id), text }];
  });
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const wrong = entries.check(fields, needed);
    if (wrong.size > 0) return setTimes((before) => before + 1);
    setBusy(true);
    const all = await entries.settle(fields);
    setBusy(false);
    if (all) return go(pathOf(application.scenario, 'papers', { application: application.id }));
    setTimes((before) => before + 1);
  };
  return (
    <form onSubmit={(event) => void send(event)} noValidate>
      <ErrorSummary faults={times > 0 ? faults : []} told={times} />
      <Heading wrong={times > 0 && faults.length > 0}>{say.formTitle}</Heading>
      <p className="lead">{fields.length === 0 ? say.formNothing : say.formAbout}</p>
      <FactGroups facts={fields} entries={entries} />
      <Supplied application={application} />
      <SavedNote standing={entries.standing} />
      {entries.failure ? <Failure error={entries.failure} /> : null}
      <div className="actions">
        <Button type="submit" busy={busy}>
          {say.next}
        </Button>
        <ButtonLink kind="quiet" to={pathOf(application.scenario, 'know')}>
          {say.back}
        </ButtonLink>
      </div>
    </form>
  );
}

/** Fields by whom they are about. */
export function FactGroups({
  facts,
  entries,
  reasons,
}: {
  facts: AskedFact[];
  entries: Entries;
  reasons?: ReadonlyMap<string, string>;
}) {
  const told = useSay();
  const { language } = useLanguage();
  return (
    <>
      {grouped(facts, told).map((group) => (
        <section key={group.whose ?? ''} className="card">
          {group.whose === undefined ? null : <h2>{group.whose}</h2>}
          {group.facts.map((fact) => (
            <FactField
              key={fact.id}
              fact={fact}
              unit={unitSaid(fact.unit, language)}
              entries={entries}
              why={reasons?.get(fact.id)}
            />
          ))}
        </section>
      ))}
    </>
  );
}
