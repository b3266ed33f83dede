import type { TextBlock } from './graph';

/** Lines of text, each in the middle of its frame. */
export function Lines({ block, name }: { block: TextBlock; name: string }) {
  return block.lines.map((line, number) => (
    <text
      key={number}
      className={`pic-text ${name}`}
      x={block.frame.x + block.frame.width / 2}
      // Letters sit a little above the lower side of their line.
      y={block.frame.y + block.leading * number + (block.leading + block.size) / 2 - 2}
      fontSize={block.size}
    >
      {/* A space that is not drawn keeps the words of two lines apart where they are read. */}
      {`${line} `}
    </text>
  ));
}
