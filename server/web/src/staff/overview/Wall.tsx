import { FullscreenExitOutlined, FullscreenOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useEffect, useState, type RefObject } from 'react';
import { useWords } from '../../language/language';
import { words } from './words';

export interface Wall {
  isUp: boolean;
  toggle: () => Promise<void>;
}

/** The page as the whole screen, to be read from afar. */
export function useWall(screen: RefObject<HTMLElement | null>): Wall {
  const [isUp, setUp] = useState(false);
  useEffect(() => {
    const look = () =>
      setUp(document.fullscreenElement !== null && document.fullscreenElement === screen.current);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, [screen]);
  const toggle = async () => {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await screen.current?.requestFullscreen();
  };
  return { isUp, toggle };
}

export function WallButton({ wall }: { wall: Wall }) {
  const say = useWords(words);
  const { message } = App.useApp();
  if (!document.fullscreenEnabled) return null;
  return (
    <Button
      icon={wall.isUp ? <FullscreenExitOutlined /> : <FullscreenOutlined />}
      onClick={() => void wall.toggle().catch(() => message.warning(say.wallRefused))}
    >
      {wall.isUp ? say.unwall : say.wall}
    </Button>
  );
}
