// Draws charts one after the other, those in a folded part when it is opened, and again when the theme, the width or the medium changes.

const figures = new Map(); // element -> ECharts

function draw(element, spec) {
  const old = figures.get(element);
  if (old) old.dispose();
  const chart = echarts.init(element, null, { renderer: spec.kind === "parallel" || spec.kind === "points" ? "canvas" : "svg" });
  chart.setOption(BUILDERS[spec.kind](spec));
  if (spec.kind === "parallel") chart.on("axisareaselected", () => reportBrush(element, chart));
  figures.set(element, chart);
  element.dataset.drawn = spec.kind;
}

// Says how many trials a brush selects, and shows them alone in the table of trials.
function reportBrush(element, chart) {
  const chosen = chart.getModel().getSeriesByIndex(0).getRawIndicesByActiveState("active");
  const all = chart.getModel().getSeriesByIndex(0).getData().count();
  const brushed = chart.getOption().parallelAxis.some((axisOption, index) => chart.getModel().getComponent("parallelAxis", index).activeIntervals.length);
  const status = element.parentElement.querySelector(".status");
  if (status) status.textContent = brushed ? `${chosen.length} of ${all} trials are within the brushes; the table of trials shows them.` : "";
  element.dispatchEvent(new CustomEvent("brushed", { bubbles: true, detail: brushed ? chosen : null }));
}

function startFigures(specs) {
  const elements = [...document.querySelectorAll("[data-chart]")].filter((element) => specs[element.dataset.chart]);
  const specOf = (element) => specs[element.dataset.chart];
  const drawNext = () => {
    const next = elements.find((element) => element.clientWidth && !figures.has(element));
    if (!next) return;
    draw(next, specOf(next));
    setTimeout(drawNext, 0);
  };
  drawNext();
  addEventListener("toggle", drawNext, true);
  const again = () => figures.forEach((_, element) => draw(element, specOf(element)));
  new ResizeObserver(() => figures.forEach((chart, element) => element.clientWidth && chart.resize())).observe(document.querySelector("main"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  addEventListener("themed", again);
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details.part, details.section").forEach((part) => { part.open = true; });
    elements.forEach((element) => draw(element, specOf(element)));
  });
  addEventListener("afterprint", again);
}
