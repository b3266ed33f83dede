import { useState } from 'react';
import { useLanguage, useSay, useWords } from '../../language/language';
import { useScenarios } from '../data/queries';
import { Button } from '../parts/Button';
import { Field } from '../parts/Field';
import { Heading } from '../parts/Heading';
import { Loaded } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { ThingCard } from './ThingCard';
import { words } from './words';

/** What can be done: life events as cards, to be searched. */
export function Home() {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const scenarios = useScenarios();
  const [sought, set] = useState('');
  const wanted = sought.trim().toLocaleLowerCase(language);
  const matches = (title: { zh: string; en: string }) =>
    wanted === '' || `${title.zh} ${title.en}`.toLocaleLowerCase(language).includes(wanted);
  return (
    <>
      <Heading>{say.title}</Heading>
      <p className="lead">{say.about}</p>
      <form role="search" className="search" onSubmit={(event) => event.preventDefault()}>
        <Field
          id="search"
          type="search"
          label={say.search}
          hint={say.searchHint}
          value={sought}
          onChange={set}
        />
      </form>
      <Loaded of={scenarios}>
        {(all) => {
          const found = all.filter((one) => matches(one.title));
          return (
            <>
              <p role="status" className="small">
                {wanted === '' ? '' : say.found(found.length)}
              </p>
              {all.length === 0 ? <Notice kind="info">{say.empty}</Notice> : null}
              {all.length > 0 && found.length === 0 ? (
                <Notice kind="info" title={say.found(0)}>
                  <p>{say.none}</p>
                  <Button kind="second" onClick={() => set('')}>
                    {say.clear}
                  </Button>
                </Notice>
              ) : null}
              <ul className="things">
                {found.map((one) => (
                  <li key={one.id}>
                    <ThingCard id={one.id} title={told(one.title)} />
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </Loaded>
    </>
  );
}
