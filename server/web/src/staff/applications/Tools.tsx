import { useWords } from '../../language/language';
import type { GraphDocument } from '../../picture/graph';
import type { Vocabulary } from '../tasks/titles';
import { CallsTool } from './CallsTool';
import { ClockTool } from './ClockTool';
import { FaultTool } from './FaultTool';
import { MessagesTool } from './MessagesTool';
import { words } from './runWords';

/** What a tester does to an application's world: its time, its systems, their answers. */
export default function Tools({
  application,
  graph,
  vocabulary,
  reread,
}: {
  application: string;
  graph: GraphDocument;
  vocabulary: Vocabulary;
  reread: () => void;
}) {
  const say = useWords(words);
  return (
    <div className="tools no-print" role="group" aria-label={say.tools}>
      <ClockTool reread={reread} />
      <CallsTool application={application} vocabulary={vocabulary} mayAnswer reread={reread} />
      <MessagesTool application={application} reread={reread} />
      <FaultTool application={application} graph={graph} reread={reread} />
    </div>
  );
}
