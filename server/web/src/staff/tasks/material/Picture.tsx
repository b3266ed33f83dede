import { useState } from 'react';

/** A picture in a box of a width: as large as that, times `zoom`, turned by so many quarters. */
export function Picture({
  url,
  name,
  width,
  zoom,
  quarters,
  broken,
}: {
  url: string;
  name: string;
  /** Of the box; none: it is not known yet. */
  width: number | undefined;
  zoom: number;
  quarters: number;
  broken: () => void;
}) {
  const [size, set] = useState<{ width: number; height: number }>();
  const lies = quarters % 2 !== 0;
  const fit =
    size === undefined || width === undefined ? 0 : Math.min(1, width / (lies ? size.height : size.width));
  const [wide, high] = [(size?.width ?? 0) * fit * zoom, (size?.height ?? 0) * fit * zoom];
  return (
    <div
      className="viewer-picture"
      style={lies ? { width: high, height: wide } : { width: wide, height: high }}
    >
      <img
        src={url}
        alt={name}
        style={{ width: wide, height: high, transform: `translate(-50%, -50%) rotate(${quarters * 90}deg)` }}
        onLoad={(event) =>
          set({ width: event.currentTarget.naturalWidth, height: event.currentTarget.naturalHeight })
        }
        onError={broken}
      />
    </div>
  );
}
