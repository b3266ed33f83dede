import { useQuery } from '@tanstack/react-query';
import { day, moment } from '../../language/format';
import { useLanguage, useSay, useWords } from '../../language/language';
import { useFacts } from '../data/facts';
import { handedIn } from '../data/known';
import { numberOf } from '../data/number';
import {
  eventsOf,
  formOf,
  noticesOf,
  resultsOf,
  scenarioOf,
  timelineOf,
  useDepartments,
  type Application,
} from '../data/queries';
import { halves } from '../apply/asked';
import { first, wantedAt, whyOf } from '../data/story';
import { Button } from '../parts/Button';
import { Loaded } from '../parts/Loaded';
import { Notice } from '../parts/Notice';
import { documents } from './notices';
import { save } from './picture';
import { Applied, Frame, Items, useName, useSigner } from './SheetFrame';
import { words } from './words';

/** One document as a sheet of A4: on the screen as on paper. */
export function Sheet({ application, paper }: { application: Application; paper: string }) {
  if (paper === 'receipt') return <Receipt application={application} />;
  const [kind, at] = paper.split('-');
  return kind === 'certificate' ? (
    <Certificate application={application} at={Number(at)} />
  ) : (
    <NoticeSheet application={application} sequence={Number(at)} />
  );
}

function Receipt({ application }: { application: Application }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const told = useSay();
  const events = useQuery(eventsOf(application.id));
  const facts = useFacts(application.scenario);
  const signer = useSigner(application);
  return (
    <Loaded of={events}>
      {(raw) => {
        const papers = handedIn(raw).flatMap((fact) => {
          const about = facts.get(fact);
          return about === undefined ? [] : [{ fact, title: told(about.title) }];
        });
        const at = first(raw, 'submitted');
        if (at === undefined) return <Notice kind="info">{say.noPaper}</Notice>;
        return (
          <Frame
            application={application}
            title={say.receipt}
            at={at}
            by={signer(application.items.map((item) => item.id))}
          >
            <Applied application={application} />
            <p>{say.receiptBody}</p>
            <Items application={application} />
            {papers.length === 0 ? null : (
              <>
                <h2>{say.received}</h2>
                <ol>
                  {papers.map(({ fact, title }) => (
                    <li key={fact}>{title}</li>
                  ))}
                </ol>
              </>
            )}
            <p>
              {say.submitted} {moment(at, language)}
            </p>
            <p>{say.receiptMaterials}</p>
          </Frame>
        );
      }}
    </Loaded>
  );
}

function NoticeSheet({ application, sequence }: { application: Application; sequence: number }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const signer = useSigner(application);
  const facts = useFacts(application.scenario);
  const notices = useQuery(noticesOf(application.id));
  const timeline = useQuery(timelineOf(application.id));
  const events = useQuery(eventsOf(application.id));
  const raw = events.data ?? [];
  const reason = (why: string) => `${say.reason}${language === 'zh' ? '：' : ': '}${why}`;
  return (
    <Loaded of={notices}>
      {(all) => {
        const found = documents(all).find((one) => one.sequence === sequence);
        if (found === undefined) return <Notice kind="info">{say.noPaper}</Notice>;
        const items = found.notices.flatMap((one) => (one.item == null ? [] : [one.item]));
        const asked = ['correction', 'supplement'].includes(found.kind) ? wantedAt(sequence, raw) : [];
        const listed = (timeline.data ?? [])
          .filter((entry) => asked.includes(entry.sequence))
          .map(({ sequence, what }) => {
            const event = raw.find((one) => one.sequence === sequence);
            const about = facts.get(String(event?.fact));
            // What an office did not tell has no other reason than that.
            const why = found.kind === 'correction' && typeof event?.why === 'string' ? event.why : undefined;
            return {
              sequence,
              said: about === undefined ? told(what) : told(about.title),
              why: about && why,
            };
          });
        const why = found.notices
          .map((one) => whyOf(one.sequence, raw))
          .find((reason) => reason !== undefined);
        return (
          <Frame
            application={application}
            title={say.kinds[found.kind] ?? told(found.notices[0]?.kind_title ?? { zh: '', en: '' })}
            at={found.at}
            by={signer(items)}
          >
            <Applied application={application} />
            <p>{say.bodies[found.kind] ?? say.bodies.notice}</p>
            {items.length === 0 ? null : <Items application={application} only={items} />}
            {listed.length > 0 ? (
              <>
                <h2>{say.listed}</h2>
                <ol>
                  {listed.map((entry) => (
                    <li key={entry.sequence}>
                      {entry.said}
                      {entry.why === undefined ? null : <span className="block">{reason(entry.why)}</span>}
                    </li>
                  ))}
                </ol>
              </>
            ) : null}
            {why === undefined ? null : <p>{reason(why)}</p>}
            {['refused', 'not_accepted'].includes(found.kind) ? <p>{say.remedy}</p> : null}
            {found.kind in say.bodies && found.kind !== 'notice' && found.kind !== 'correction'
              ? null
              : found.notices.map((notice) => <p key={notice.sequence}>{told(notice.text)}</p>)}
          </Frame>
        );
      }}
    </Loaded>
  );
}

/** A certificate that was issued: to be printed, and to be kept as a picture. */
function Certificate({ application, at }: { application: Application; at: number }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const departments = useDepartments();
  const results = useQuery(resultsOf(application.id));
  const scenario = useQuery(scenarioOf(application.scenario));
  const form = useQuery(formOf(application.scenario, ''));
  const nameOf = useName(application);
  return (
    <Loaded of={results}>
      {(all) => {
        const one = all[at];
        if (one === undefined) return <Notice kind="info">{say.noPaper}</Notice>;
        const item = application.items.find((known) => known.id === one.item);
        const department = departments.data?.get(item?.department ?? '');
        const by = department ? told(department) : '';
        // A party that does not apply has no title of its own in the API; what is asked of it begins with it.
        const party = scenario.data?.applicants.find((known) => known.id === one.holder);
        const asked = [...(form.data?.fields ?? []), ...(form.data?.materials ?? [])];
        const about = asked.find((fact) => fact.id.startsWith(`${one.holder}.`));
        const holder = nameOf(
          one.holder,
          party ? told(party.title) : about && halves(told(about.title)).whose,
        );
        const lines: [string, string][] = [
          [say.holder, holder],
          [say.byItem, item ? told(item.title) : ''],
          [say.issuer, by],
          [say.issuedOn, day(one.at, language)],
        ];
        const rows = lines.filter(([, value]) => value !== '');
        const title = told(one.title);
        const picture = () =>
          save({
            title,
            number: `${say.number} ${numberOf(application)}`,
            rows,
            signed: [by, day(one.at, language)],
            foot: say.sheetFoot,
          });
        return (
          <Frame
            application={application}
            title={title}
            at={one.at}
            by={by}
            more={
              <Button kind="second" onClick={() => void picture()}>
                {say.picture}
              </Button>
            }
          >
            <dl className="rows sheet-rows">
              {rows.map(([label, value]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </Frame>
        );
      }}
    </Loaded>
  );
}
