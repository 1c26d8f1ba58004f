// The table of trials: only the rows in sight are in the page, so that ten thousand scroll as easily as ten.

const ROW = 30; // pixels
const SPARE = 8; // rows beyond those in sight

class Runs {
  constructor(element, data) {
    this.element = element;
    this.data = data;
    this.count = data.columns[0].values.length;
    this.order = Array.from({ length: this.count }, (_, row) => row);
    this.brushed = null;
    this.sorted = { column: null, down: false };
    this.build();
    this.apply();
  }

  build() {
    this.element.innerHTML = `<div class="tools"><label>Filter <input type="search" placeholder="wiring=O1+O2 accuracy&gt;90" spellcheck="false"></label>
      <span class="status" role="status"></span></div><div class="window" tabindex="0" role="region" aria-label="Trials, scrolls"><table aria-rowcount="${this.count + 1}"><thead><tr></tr></thead>
      <tbody></tbody></table></div><div class="detail" hidden></div>`;
    this.window = this.element.querySelector(".window");
    this.body = this.element.querySelector("tbody");
    this.status = this.element.querySelector(".status");
    const head = this.element.querySelector("thead tr");
    this.data.columns.forEach((column, index) => {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.innerHTML = `<button type="button">${escapeText(column.name)}</button>`;
      cell.firstChild.addEventListener("click", () => this.sort(index));
      head.append(cell);
    });
    const field = this.element.querySelector("input");
    field.addEventListener("input", () => { this.text = field.value; this.apply(); });
    this.window.addEventListener("scroll", () => this.show(), { passive: true });
    this.body.addEventListener("click", (event) => this.open(event.target.closest("tr[data-row]")));
    this.body.addEventListener("keydown", (event) => this.press(event));
  }

  apply() {
    const read = readFilter(this.text || "", this.data.columns);
    if (read.error) { this.status.textContent = read.error; return; }
    const within = this.brushed && new Set(this.brushed);
    this.order = [];
    for (let row = 0; row < this.count; row++) if ((!within || within.has(row)) && read.test(row)) this.order.push(row);
    if (this.sorted.column !== null) this.arrange();
    this.status.textContent = this.order.length === this.count ? `${this.count} trials` : `${this.order.length} of ${this.count} trials`;
    this.window.scrollTop = 0;
    this.show();
  }

  sort(index) {
    this.sorted = { column: index, down: this.sorted.column === index && !this.sorted.down };
    this.element.querySelectorAll("th").forEach((cell, i) => {
      if (i === index) cell.setAttribute("aria-sort", this.sorted.down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
    this.arrange();
    this.show();
  }

  arrange() {
    const column = this.data.columns[this.sorted.column];
    const sign = this.sorted.down ? -1 : 1;
    this.order.sort((a, b) => {
      const [x, y] = [cellOf(column, a), cellOf(column, b)];
      if (x === y) return a - b;
      if (x === null) return 1;
      if (y === null) return -1;
      return sign * (typeof x === "number" ? x - y : String(x).localeCompare(String(y)));
    });
  }

  show() {
    const first = Math.max(0, Math.floor(this.window.scrollTop / ROW) - SPARE);
    const last = Math.min(this.order.length, first + Math.ceil((this.window.clientHeight || 420) / ROW) + 2 * SPARE);
    const rows = [];
    for (let place = first; place < last; place++) {
      const row = this.order[place];
      const cells = this.data.columns.map((column) => `<td${column.words ? "" : ' class="number"'}>${escapeText(this.textOf(column, row))}</td>`).join("");
      rows.push(`<tr data-row="${row}" aria-rowindex="${place + 2}" tabindex="0">${cells}</tr>`);
    }
    const space = (count) => (count > 0 ? `<tr class="space" aria-hidden="true" style="height:${count * ROW}px"></tr>` : "");
    this.body.innerHTML = space(first) + rows.join("") + space(this.order.length - last);
  }

  textOf(column, row) {
    const cell = cellOf(column, row);
    return cell === null || cell === undefined ? "" : typeof cell === "number" ? shown(cell, "") : String(cell);
  }

  press(event) {
    const row = event.target.closest("tr[data-row]");
    if (!row) return;
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); this.open(row); }
    const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (next && next.dataset.row) { event.preventDefault(); next.focus(); }
  }

  // One trial whole: what defines it, what came of it, its curves.
  open(element) {
    if (!element) return;
    const row = Number(element.dataset.row);
    const detail = this.element.querySelector(".detail");
    const items = this.data.columns.map((column) => `<dt>${escapeText(column.name)}</dt><dd>${escapeText(this.textOf(column, row))}</dd>`).join("");
    detail.hidden = false;
    detail.innerHTML = `<h3 tabindex="-1">Trial ${escapeText(this.textOf(this.data.columns[0], row))}</h3><div class="chart" role="img"></div><dl>${items}</dl>
      <button type="button" class="close">close</button>`;
    detail.querySelector(".close").addEventListener("click", () => { detail.hidden = true; element.focus(); });
    const lines = Object.entries(this.data.curves).map(([name, curve]) => this.line(name, curve, row)).filter((line) => line.x.length);
    const chart = detail.querySelector(".chart");
    if (lines.length) draw(chart, { kind: "lines", id: "trial", lines, xLabel: "epoch", yLabel: "accuracy, %", unit: "%", text: `Curves of trial ${row}` });
    else chart.remove();
    detail.querySelector("h3").focus();
  }

  line(name, curve, row) {
    const values = curve.values[row];
    const mean = values.map((value) => value / curve.scale);
    return { name, x: curve.epochs.slice(0, mean.length), mean, low: mean.map(() => null), high: mean.map(() => null), n: 1 };
  }
}

function startRuns(tables) {
  for (const element of document.querySelectorAll(".runs[data-runs]")) {
    const start = () => { if (!element.runs && element.clientWidth) element.runs = new Runs(element, tables[element.dataset.runs]); };
    start();
    addEventListener("toggle", start, true);
    element.closest("main").addEventListener("brushed", (event) => {
      if (event.target.dataset.runs !== element.dataset.runs) return;
      element.runs ||= new Runs(element, tables[element.dataset.runs]);
      element.runs.brushed = event.detail && event.detail.map((index) => tables[element.dataset.runs].brushable[index]);
      element.runs.apply();
    });
  }
}
