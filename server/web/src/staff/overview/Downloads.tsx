import { DownloadOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { download, saved } from '../../api/client';
import { useWords } from '../../language/language';
import { words } from './words';

const FORMATS = ['xlsx', 'html', 'csv'] as const;

/** The library before and after as files to hand on. */
export function Downloads() {
  const say = useWords(words);
  const [told, tell] = useState('');
  const fetched = async (format: string) => {
    try {
      const { blob, name } = await download(`/api/v1/portfolio/exports/${format}`);
      saved(blob, name ?? `portfolio.${format}`);
      tell('');
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div className="overview-downloads" role="group" aria-label={say.download}>
      <DownloadOutlined aria-hidden />
      {FORMATS.map((format) => (
        <button key={format} type="button" onClick={() => void fetched(format)}>
          {format.toUpperCase()}
        </button>
      ))}
      <span role="alert">{told}</span>
    </div>
  );
}
