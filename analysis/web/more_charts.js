// Charts of single trials or configurations: scatter, maps, parallel coordinates.

// groups: [{name, points: [[x, y, text]]}]; front: [[x, y]] of a line through the best.
BUILDERS.points = (spec) => ({
  ...frame(spec),
  xAxis: axis(spec.xLabel, { type: spec.xLog ? "log" : "value", scale: true }),
  yAxis: axis(spec.yLabel, { type: "value", scale: true, nameGap: 42, max: spec.most }),
  dataZoom: [{ type: "inside", filterMode: "none" }],
  tooltip: {
    ...frame(spec).tooltip, trigger: "item",
    formatter: (entry) => (entry.value[2] ? escapeText(entry.value[2]).replaceAll("\n", "<br>") : `${escapeText(entry.seriesName)}: ${shown(entry.value[1], spec.unit)}`),
  },
  series: [
    ...spec.groups.map((group, index) => ({
      name: group.name, type: "scatter", data: group.points, symbol: look(index).symbol, symbolSize: spec.groups.length * group.points.length > 400 ? 5 : 8,
      itemStyle: { color: look(index).color, opacity: 0.75 }, large: group.points.length > 3000,
    })),
    ...(spec.front ? [{ name: "Pareto front", type: "line", step: "end", data: spec.front, symbol: "none", lineStyle: { color: ink().text, type: "dashed" }, itemStyle: { color: ink().text } }] : []),
  ],
});

// cells: [[column, row, value, n]] of the named columns and rows.
BUILDERS.map = (spec) => {
  const values = spec.cells.map((cell) => cell[2]);
  const { text, soft, dark } = ink();
  return {
    ...frame({ ...spec, legend: false }),
    grid: { left: 60, right: 24, top: 28, bottom: 96, containLabel: true },
    xAxis: axis(spec.xLabel, { type: "category", data: spec.columns, splitArea: { show: false } }),
    yAxis: axis(spec.yLabel, { type: "category", data: spec.rowNames, nameGap: 70 }),
    visualMap: {
      min: Math.min(...values), max: Math.max(...values), calculable: true, orient: "horizontal", left: "center", bottom: 0, textStyle: { color: text },
      formatter: (value) => shown(value, spec.unit), inRange: { color: dark ? ["#1c2a4a", "#2b7bba", "#f0c24b"] : ["#f1eef6", "#74a9cf", "#034e7b"] },
    },
    tooltip: {
      ...frame(spec).tooltip, trigger: "item",
      formatter: (entry) => `${escapeText(spec.xLabel)} ${escapeText(spec.columns[entry.value[0]])}, ${escapeText(spec.yLabel)} ${escapeText(spec.rowNames[entry.value[1]])}: `
        + `<b>${shown(entry.value[2], spec.unit)}</b>, n ${entry.value[3]}`,
    },
    series: [{ type: "heatmap", data: spec.cells, itemStyle: { borderColor: soft, borderWidth: 0.3 }, label: { show: spec.cells.length <= 80, formatter: (entry) => shown(entry.value[2], "") } }],
  };
};

// dimensions: [{name, levels?, log?}]; rows: values of each dimension by trial, the last one the metric.
BUILDERS.parallel = (spec) => {
  const { text, soft, dark } = ink();
  const last = spec.dimensions.length - 1;
  const metric = spec.rows.map((row) => row[last]);
  return {
    ...frame({ ...spec, legend: false }),
    grid: undefined,
    parallel: { left: 46, right: 60, top: 40, bottom: 24 },
    parallelAxis: spec.dimensions.map((dimension, dim) => ({
      dim, name: dimension.name, type: dimension.levels ? "category" : dimension.log ? "log" : "value", data: dimension.levels, scale: true, min: dimension.levels ? undefined : "dataMin",
      max: dimension.levels ? undefined : "dataMax", nameTextStyle: { color: text }, axisLabel: { color: text, formatter: dimension.levels ? undefined : (value) => Number(value.toPrecision(3)) },
      axisLine: { lineStyle: { color: soft } }, areaSelectStyle: { width: 18, borderColor: text, color: soft, opacity: 0.35 }, realtime: spec.rows.length < 2000,
    })),
    visualMap: {
      show: false, dimension: last, min: Math.min(...metric), max: Math.max(...metric), inRange: { color: dark ? ["#5a6b8c", "#56B4E9", "#f0c24b"] : ["#c9cfd6", "#74a9cf", "#D55E00"] },
    },
    series: [{ type: "parallel", data: spec.rows, lineStyle: { width: spec.rows.length > 500 ? 0.6 : 1.2, opacity: spec.rows.length > 500 ? 0.35 : 0.6 }, inactiveOpacity: 0.04, progressive: 500 }],
  };
};
