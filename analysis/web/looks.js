// Colours: those of Okabe and Ito, readable on the page's background, light or dark; symbols and dashes say the same without colour.

const LINES = {
  light: ["#0072B2", "#D55E00", "#009E73", "#AA3377", "#7A5C00", "#56B4E9", "#555555", "#000000"],
  dark: ["#56B4E9", "#FF8C42", "#2BC79A", "#E79AC4", "#F0C24B", "#9AD0FF", "#C4C4C0", "#FFFFFF"],
};
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "roundRect", "arrow", "emptyCircle"];
const DASHES = ["solid", [7, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 4], [1, 3], "solid"];

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches && !matchMedia("print").matches;
}

function ink() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  return { dark: isDark(), text: read("--ink"), soft: read("--soft"), line: read("--line"), page: read("--page"), colors: LINES[isDark() ? "dark" : "light"] };
}

function look(index) {
  return { color: ink().colors[index % 8], symbol: SYMBOLS[index % 8], dash: DASHES[index % 8] };
}

function shown(value, unit) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const percent = unit === "%" || unit === "points";
  const text = percent ? value.toFixed(1) : Number(value.toPrecision(4)).toString();
  return unit ? text + (unit === "%" ? "" : " ") + unit : text;
}

function escapeText(text) {
  const element = document.createElement("i");
  element.textContent = text;
  return element.innerHTML;
}

// What every chart has in common.
function frame(spec) {
  const { text, soft, line, page } = ink();
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches && !matchMedia("print").matches,
    animationDuration: 250,
    textStyle: { color: text, fontFamily: "system-ui, sans-serif" },
    grid: { left: spec.yLabel ? 40 : 12, right: 24, top: spec.legend === false ? 28 : 48, bottom: spec.xLabel ? 38 : 12, containLabel: true },
    legend: spec.legend === false ? undefined : { type: "scroll", top: 4, right: 30, left: 12, textStyle: { color: text }, pageTextStyle: { color: soft }, inactiveColor: soft },
    tooltip: { confine: true, backgroundColor: page, borderColor: line, textStyle: { color: text } },
    aria: { enabled: true, label: { description: spec.text }, decal: { show: false } },
    toolbox: { right: 0, top: 2, itemSize: 13, iconStyle: { borderColor: soft }, feature: { saveAsImage: { title: "save as a picture", name: spec.id, backgroundColor: page } } },
  };
}

function axis(name, extra) {
  const { text, soft, line } = ink();
  return {
    name, nameLocation: "middle", nameGap: 28, nameTextStyle: { color: soft }, axisLabel: { color: text, hideOverlap: true }, axisLine: { lineStyle: { color: soft } },
    splitLine: { lineStyle: { color: line } }, ...extra,
  };
}
