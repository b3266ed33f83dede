import {
  CaretRightOutlined,
  FastBackwardOutlined,
  PauseOutlined,
  StepBackwardOutlined,
  StepForwardOutlined,
} from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { useLanguage, useWords } from '../../language/language';
import { moment, number } from '../../language/format';
import type { Happened } from './events';
import { words } from './runWords';

const STEP_MS = 700;

/** Goes back and forth in what happened. `at`: after so many events; none: as it is now. */
export function Replay({
  events,
  moments,
  at,
  set,
  say: sentence,
}: {
  events: readonly Happened[];
  /** Positions at which tokens move. */
  moments: readonly number[];
  at: number | undefined;
  set: (at: number | undefined) => void;
  /** An event in words. */
  say: (event: Happened) => string;
}) {
  const say = useWords(words);
  const { language } = useLanguage();
  const [isPlaying, play] = useState(false);
  const count = events.length;
  const here = at ?? count;
  const event = events[here - 1];
  const after = moments.find((one) => one + 1 > here);
  const before = moments.findLast((one) => one + 1 < here);
  const on = () => set(after === undefined ? undefined : after + 1);
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(() => {
      if (after === undefined) {
        play(false);
        set(undefined);
      } else set(after + 1);
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, after, set]);
  const toggle = () => {
    if (!isPlaying && at === undefined) set(0);
    play(!isPlaying);
  };
  const keys = (pressed: KeyboardEvent) => {
    if (pressed.key === ' ') {
      pressed.preventDefault();
      toggle();
    } else if (pressed.key === 'End') {
      pressed.preventDefault();
      play(false);
      set(undefined);
    }
  };
  return (
    <div className="replay" role="group" aria-label={say.replay}>
      <span className="replay-buttons">
        <Button
          size="small"
          icon={<FastBackwardOutlined />}
          aria-label={say.first}
          title={say.first}
          onClick={() => set(0)}
        />
        <Button
          size="small"
          icon={<StepBackwardOutlined />}
          aria-label={say.previous}
          title={say.previous}
          disabled={before === undefined}
          onClick={() => before !== undefined && set(before + 1)}
        />
        <Button
          size="small"
          type="primary"
          icon={isPlaying ? <PauseOutlined /> : <CaretRightOutlined />}
          aria-label={isPlaying ? say.pause : say.play}
          title={isPlaying ? say.pause : say.play}
          onClick={toggle}
        />
        <Button
          size="small"
          icon={<StepForwardOutlined />}
          aria-label={say.next}
          title={say.next}
          disabled={at === undefined}
          onClick={on}
        />
      </span>
      <input
        type="range"
        min={0}
        max={count}
        value={here}
        aria-label={say.slider}
        aria-valuetext={event === undefined ? say.first : `${moment(event.at, language)} ${sentence(event)}`}
        onChange={(changed) => {
          play(false);
          const to = Number(changed.target.value);
          set(to >= count ? undefined : to);
        }}
        onKeyDown={keys}
      />
      {at === undefined ? (
        <span className="replay-live">
          <i aria-hidden /> {say.live}
        </span>
      ) : (
        <Button
          size="small"
          onClick={() => {
            play(false);
            set(undefined);
          }}
        >
          {say.toLive}
        </Button>
      )}
      <span className="replay-now" role="status" aria-live={isPlaying ? 'off' : 'polite'}>
        {at === undefined ? (
          <span className="quiet">{say.keys}</span>
        ) : (
          <>
            <strong>{event === undefined ? say.first : moment(event.at, language)}</strong>{' '}
            {event === undefined ? null : sentence(event)}{' '}
            <span className="quiet">{say.replaying(number(here, language), number(count, language))}</span>
          </>
        )}
      </span>
    </div>
  );
}
