// A process of so many steps as the server would tell it: a few lanes, chains that part and meet again.

/** @returns the answer of `GET /scenarios/{id}/graph`, laid out in columns. */
export function largeGraph(scenario, plan, count = 300, lanes = 8) {
  const label = (zh, en) => ({ zh, en });
  const text = (x, y, width, lines, size = 14) => ({
    frame: { x: x + 8, y, width: width - 16, height: lines.length * (size + 4) },
    size,
    leading: size + 4,
    lines,
  });
  const [wide, high, across, laneHigh] = [124, 46, 176, 150];
  const columns = Math.ceil(count / lanes);
  const names = Array.from({ length: lanes }, (_, lane) => (lane === 0 ? 'applicant' : `department_${lane}`));
  const nodes = [];
  const boxes = [];
  const edges = [];
  const lines = [];
  for (let at = 0; at < count; at += 1) {
    const [column, lane] = [Math.floor(at / lanes), at % lanes];
    const [x, y] = [180 + column * across, 60 + lane * laneHigh + (column % 2) * 60];
    const kind = at === 0 ? 'start' : at === count - 1 ? 'end' : lane === 0 ? 'form' : ['task', 'call', 'special'][at % 3];
    nodes.push({
      id: `step_${at}`,
      title: label(`环节 ${at}`, `Step ${at}`),
      kind,
      lane: names[lane],
      items: ['birth_certificate'],
      role: 'clerk',
      system: null,
      calls: null,
      minutes: at % 17,
      uses: ['child.name'],
      supplies: [],
    });
    const body = { x, y, width: wide, height: high };
    boxes.push({
      id: `step_${at}`,
      lane,
      rank: column,
      shape: kind,
      frame: body,
      body,
      title: text(x, y + 4, wide, [`环节 ${at}`]),
      subtitle: text(x, y + 24, wide, ['出生登记（落户）'], 12),
      tooltip: '',
    });
    for (const to of [at + lanes, column % 3 === 0 ? at + lanes + 1 : -1]) {
      if (to < 0 || to >= count) continue;
      const [tx, ty] = [180 + Math.floor(to / lanes) * across, 60 + (to % lanes) * laneHigh + (Math.floor(to / lanes) % 2) * 60];
      edges.push({ from: `step_${at}`, to: `step_${to}`, handoff: to % lanes !== lane, label: label('', '') });
      const bend = x + wide + 20 + (lane % 4) * 6;
      lines.push({
        number: lines.length,
        from: at,
        to,
        handoff: to % lanes !== lane,
        back: false,
        leftward: false,
        points: [
          { x: x + wide, y: y + high / 2 },
          { x: bend, y: y + high / 2 },
          { x: bend, y: ty + high / 2 },
          { x: tx, y: ty + high / 2 },
        ],
        label: null,
        marker: null,
      });
    }
  }
  const width = 200 + columns * across;
  return {
    scenario,
    plan,
    title: label('大流程', 'A large process'),
    lanes: names.map((id, lane) => ({ id, title: label(`部门 ${lane}`, `Department ${lane}`), data_source: false })),
    nodes,
    edges,
    layout: {
      language: 'zh',
      width,
      height: 60 + lanes * laneHigh,
      title: text(20, 10, 200, ['大流程']),
      lanes: names.map((id, lane) => ({
        id,
        kind: lane === 0 ? 'applicant' : 'department',
        frame: { x: 16, y: 48 + lane * laneHigh, width: width - 32, height: laneHigh },
        header: { x: 16, y: 48 + lane * laneHigh, width: 126, height: laneHigh },
        title: text(16, 100 + lane * laneHigh, 126, [`部门 ${lane}`]),
      })),
      nodes: boxes,
      edges: lines,
    },
  };
}
