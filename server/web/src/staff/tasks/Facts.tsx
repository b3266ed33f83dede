import { Tag } from 'antd';
import { useState } from 'react';
import { useLanguage, useSay, useWords } from '../../language/language';
import { day, moment, number } from '../../language/format';
import { unitSaid } from '../../language/units';
import type { Label, Language } from '../../language/words';
import { Failure } from '../frame/State';
import { byParty, type Known } from './facts';
import type { useRest } from './rest';
import { words as caseWords } from './caseWords';

/** What is known, by whom it is about, each with where it comes from. */
export function Facts({ facts, tellers }: { facts: readonly Known[]; tellers: ReadonlyMap<string, Label> }) {
  const say = useWords(caseWords);
  const told = useSay();
  const { language } = useLanguage();
  const fields = facts.filter((fact) => !fact.isMaterial);
  if (fields.length === 0) return null;
  return (
    <div className="facts">
      {byParty(fields).map((group) => (
        <section key={group.facts[0]?.fact.id} className="facts-party">
          <h3>{group.party === undefined ? say.otherFacts : told(group.party)}</h3>
          <dl>
            {group.facts.map(({ fact, title }) => (
              <div key={fact.id} className="fact">
                <dt>{title === undefined ? <code>{fact.id}</code> : told(title)}</dt>
                <dd>
                  <span className="fact-value">
                    {fact.option === undefined ? value(fact, language, say) : told(fact.option)}
                  </span>
                  <How how={fact.how} teller={tellers.get(fact.id)} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

/** Where something known comes from. */
export function How({ how, teller }: { how: string; teller: Label | undefined }) {
  const say = useWords(caseWords);
  const told = useSay();
  const by = teller !== undefined && ['call', 'result', 'step'].includes(how) ? told(teller) : undefined;
  return (
    <Tag className={`how how-${how}`} variant="filled">
      {say.how[how] ?? how}
      {by === undefined ? null : ` · ${by}`}
    </Tag>
  );
}

/** A value as people read it; what somebody wrote stays text. */
export function value(
  fact: Known,
  language: Language,
  say: { yes: string; no: string; none: string },
): string {
  const text = fact.value;
  if (text == null || text === '') return say.none;
  const { type, unit } = fact;
  if (text === 'true' || text === 'false') return text === 'true' ? say.yes : say.no;
  if (type === 'date' && !Number.isNaN(Date.parse(text))) return day(text, language);
  if (type === 'date_time' && !Number.isNaN(Date.parse(text))) return moment(text, language);
  if (type === 'number' && Number.isFinite(Number(text))) {
    return `${number(Number(text), language, 6)}${unit === undefined ? '' : ` ${unitSaid(unit, language)}`}`;
  }
  return text;
}

/** What else is known of the application beside what the step is decided on. */
export function OtherFacts({
  of: { asked, rest },
  tellers,
  open: first,
}: {
  of: ReturnType<typeof useRest>;
  tellers: ReadonlyMap<string, Label>;
  open: boolean;
}) {
  const say = useWords(caseWords);
  const [open, setOpen] = useState(first);
  const fields = rest.filter((fact) => !fact.isMaterial);
  return (
    <details className="facts-rest" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say.restOfFacts}</summary>
      {asked.error ? <Failure error={asked.error} again={() => void asked.refetch()} /> : null}
      {asked.data !== undefined && fields.length === 0 ? <p className="quiet">{say.noOtherFacts}</p> : null}
      {open ? <Facts facts={fields} tellers={tellers} /> : null}
    </details>
  );
}
