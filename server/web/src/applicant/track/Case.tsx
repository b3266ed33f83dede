import { useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';
import { isRefused } from '../../api/problem';
import { useSay, useWords } from '../../language/language';
import { applicationOf, scenarioOf, type Application } from '../data/queries';
import { useFollowing } from '../data/live';
import { numberOf } from '../data/number';
import { Heading } from '../parts/Heading';
import { Loaded, Loading } from '../parts/Loaded';
import { ButtonLink } from '../parts/Button';
import { Tag } from '../parts/Tag';
import { Lanes } from './Lanes';
import { Later } from './Later';
import { Mending } from './Mending';
import { Now } from './Now';
import { Papers } from './Papers';
import { Rate } from './Rate';
import { Results } from './Results';
import { Sheet } from './Sheet';
import { Story } from './Story';
import { Todo } from './Todo';
import { Withdraw } from './Withdraw';
import { words } from './words';
import './track.css';

/** One application: how far it is, live, and all that there is to do about it. */
export default function Case() {
  const { id = '' } = useParams();
  const [params] = useSearchParams();
  const application = useQuery(applicationOf(id));
  useFollowing(application.data && id);
  const paper = params.get('paper');
  if (isRefused(application.error, 404)) return <Missing />;
  return (
    <div className="column">
      <Loaded of={application}>
        {(data) => {
          if (paper !== null) return <Sheet application={data} paper={paper} />;
          if (params.get('do') === 'mend') return <Mending application={data} />;
          if (params.get('do') === 'later') return <Later application={data} />;
          return <Whole application={data} />;
        }}
      </Loaded>
    </div>
  );
}

/** There is none of this number, or none that this person may see. */
function Missing() {
  const say = useWords(words);
  return (
    <div className="column">
      <Heading>{say.missing}</Heading>
      <p>{say.missingAbout}</p>
      <div className="actions">
        <ButtonLink to="/track">{say.mine}</ButtonLink>
      </div>
    </div>
  );
}

function Whole({ application }: { application: Application }) {
  const say = useWords(words);
  const told = useSay();
  const scenario = useQuery(scenarioOf(application.scenario));
  if (scenario.isPending) return <Loading />;
  return (
    <>
      <Heading>{told(scenario.data?.title ?? application.title)}</Heading>
      <p>
        <Tag status={application.status}>
          {say.status[application.status] ?? told(application.status_title)}
        </Tag>
      </p>
      <p className="small">
        {say.number} <code>{numberOf(application)}</code>
      </p>
      <Todo application={application} />
      <Now application={application} />
      <Rate application={application} />
      <Results application={application} />
      <Lanes application={application} />
      <Papers application={application} />
      <Story application={application} />
      <Withdraw application={application} />
    </>
  );
}
