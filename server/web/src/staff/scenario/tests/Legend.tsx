import { useWords } from '../../../language/language';
import { Sign, type Reach } from '../../../picture/Sign';
import { words } from './words';

/** What the paint of coverage means: by sign and outline, not by colour alone. */
export function CoverLegend() {
  const say = useWords(words);
  return (
    <ul className="sc-legend" aria-label={say.legend}>
      {(['reached', 'partly', 'missed'] as Reach[]).map((reach) => (
        <li key={reach}>
          <svg className={`sc-cover-sign pic-cover-${reach}`} width={34} height={20} aria-hidden>
            <rect className="pic-body" x={9} y={4} width={23} height={14} rx={4} />
            <Sign reach={reach} x={9} y={9} />
          </svg>
          {say[reach]}
        </li>
      ))}
      <li>
        <svg className="sc-cover-sign" width={26} height={20} aria-hidden>
          <rect className="pic-body" x={1} y={4} width={23} height={14} rx={4} />
        </svg>
        {say.noGoal}
      </li>
      {([true, false] as const).map((taken) => (
        <li key={String(taken)}>
          <svg className={taken ? 'pic-taken' : 'pic-untaken'} width={40} height={20} aria-hidden>
            <path className="pic-line" d="M1 10H39" />
            <Sign reach={taken ? 'reached' : 'missed'} x={20} y={10} />
          </svg>
          {taken ? say.taken : say.untaken}
        </li>
      ))}
    </ul>
  );
}
