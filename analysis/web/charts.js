// A builder for each kind of chart: from what is shown (written by analysis/overview) to an option of ECharts.

const BUILDERS = {};

// Mean and band of each level over epochs. lines: [{name, x, mean, low, high, n}].
BUILDERS.lines = (spec) => {
  const series = [];
  spec.lines.forEach((line, index) => {
    const { color, symbol, dash } = look(index);
    const points = line.x.map((x, i) => [x, line.mean[i]]);
    series.push({
      name: line.name, type: "line", data: points, symbol, symbolSize: 6, showSymbol: line.x.length < 40, lineStyle: { color, type: dash, width: 2 }, itemStyle: { color },
      emphasis: { focus: "series" }, z: 3,
    });
    const ring = [...line.x.map((x, i) => [x, line.low[i]]), ...line.x.map((x, i) => [x, line.high[i]]).reverse()];
    if (ring.every((point) => point[1] !== null)) series.push(area(line.name, ring, color));
  });
  return {
    ...frame(spec),
    xAxis: axis(spec.xLabel, { type: spec.xLog ? "log" : "value", min: "dataMin", max: "dataMax", minInterval: spec.xLog ? undefined : 1 }),
    yAxis: axis(spec.yLabel, { type: spec.yLog ? "log" : "value", scale: true, nameGap: 42, max: spec.most }),
    dataZoom: [{ type: "inside", filterMode: "none" }],
    tooltip: { ...frame(spec).tooltip, trigger: "axis", formatter: (entries) => overLines(spec, entries) },
    series,
  };
};

// A band as one polygon, so that toggling its line in the legend toggles it as well; its corners are the data, so that the axis holds them.
function area(name, ring, color) {
  return {
    name, type: "custom", data: ring, silent: true, z: 1, tooltip: { show: false }, itemStyle: { color },
    renderItem: (entry, api) => (entry.dataIndex ? undefined : { type: "polygon", shape: { points: ring.map((point) => api.coord(point)) }, style: { fill: color, opacity: 0.16 } }),
    clip: true,
  };
}

function overLines(spec, entries) {
  const places = entries.filter((entry) => entry.seriesType === "line");
  if (!places.length) return "";
  const rows = places.map((entry) => {
    const line = spec.lines.find((candidate) => candidate.name === entry.seriesName);
    const at = line.x.indexOf(entry.value[0]);
    const ends = line.low[at] === null ? "" : ` [${shown(line.low[at], "")}, ${shown(line.high[at], "")}]`;
    return `${entry.marker} ${escapeText(line.name)}: <b>${shown(line.mean[at], spec.unit)}</b>${ends}, n ${Array.isArray(line.n) ? line.n[at] : line.n}`;
  });
  return `${escapeText(spec.xLabel)} ${places[0].value[0]}<br>${rows.join("<br>")}`;
}

// An estimate with its interval for each of several names. rows: [{name, mean, low, high, note}].
BUILDERS.dots = (spec) => {
  const { color } = look(0);
  const { soft } = ink();
  const names = spec.rows.map((row) => row.name);
  return {
    ...frame({ ...spec, legend: false }),
    xAxis: axis(spec.xLabel, { type: "value", scale: true, min: spec.least, max: spec.most }),
    yAxis: axis("", { type: "category", data: names, inverse: true, axisLabel: { ...axis("").axisLabel, width: 150, overflow: "truncate" } }),
    tooltip: {
      ...frame(spec).tooltip, trigger: "axis", axisPointer: { type: "shadow" }, formatter: (entries) => {
        const row = spec.rows[entries[0].dataIndex];
        const ends = row.low === null ? "" : ` [${shown(row.low, "")}, ${shown(row.high, "")}]`;
        return `${escapeText(row.name)}: <b>${shown(row.mean, spec.unit)}</b>${ends}<br>${escapeText(row.note || "")}`;
      },
    },
    series: [
      {
        type: "custom", silent: true, data: spec.rows.map((row, i) => [i, row.low, row.high]), encode: { x: [1, 2], y: 0 },
        renderItem: (_, api) => {
          if (Number.isNaN(api.value(1))) return undefined;
          const [from, to] = [api.coord([api.value(1), api.value(0)]), api.coord([api.value(2), api.value(0)])];
          return { type: "line", shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: color, lineWidth: 3, opacity: 0.6 } };
        },
      },
      {
        type: "scatter", symbolSize: 11, itemStyle: { color }, data: spec.rows.map((row, i) => [row.mean, i]),
        markLine: spec.zero ? { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: soft, type: "dashed" }, data: [{ xAxis: 0 }] } : undefined,
      },
    ],
  };
};

// rows: [{name, value, kind, note}].
BUILDERS.bars = (spec) => ({
  ...frame({ ...spec, legend: false }),
  xAxis: axis(spec.xLabel, { type: "value", min: 0 }),
  yAxis: axis("", { type: "category", data: spec.rows.map((row) => row.name), inverse: true, axisLabel: { ...axis("").axisLabel, width: 170, overflow: "truncate" } }),
  tooltip: {
    ...frame(spec).tooltip, trigger: "axis", axisPointer: { type: "shadow" }, formatter: (entries) => {
      const row = spec.rows[entries[0].dataIndex];
      return `${escapeText(row.name)}: <b>${shown(row.value, spec.unit)}</b><br>${escapeText(row.note || "")}`;
    },
  },
  series: [{
    type: "bar", barMaxWidth: 22, label: { show: true, position: "right", color: ink().text, formatter: (entry) => shown(entry.value, spec.unit) },
    data: spec.rows.map((row) => ({ value: row.value, itemStyle: { color: row.kind === "axis" ? look(0).color : row.kind === "pair" ? look(2).color : ink().soft } })),
  }],
});
