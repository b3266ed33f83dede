import { useQuery } from '@tanstack/react-query';
import { day } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { resultsOf, type Application } from '../data/queries';
import { ButtonLink } from '../parts/Button';
import { words } from './words';
import { yuan } from './Pay';

/** Certificates that were issued, each to be looked at, printed and saved. */
export function Results({ application }: { application: Application }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const results = useQuery(resultsOf(application.id));
  const all = results.data ?? [];
  if (all.length === 0 && !application.fees_paid) return null;
  return (
    <section className="card">
      <h2>{say.results}</h2>
      {application.fees_paid ? (
        <p className="good">✓ {say.paid(yuan(application.fees_paid, language))}</p>
      ) : null}
      <ul className="certificates">
        {all.map((one, at) => (
          <li key={`${one.licence} ${one.at} ${one.holder}`}>
            <span>
              <strong>{told(one.title)}</strong>
              <span className="small block">{say.issued(day(one.at, language))}</span>
            </span>
            <ButtonLink to={`/track/${application.id}?paper=certificate-${at}`} kind="second">
              {say.certificate}
              <span className="sr-only"> {told(one.title)}</span>
            </ButtonLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
