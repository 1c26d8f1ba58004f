// The language of the filter over trials: words that must occur, and conditions such as wiring=O1+O2 accuracy>90 status!=completed.

const CONDITION = /^([\w .%()-]+?)(<=|>=|!=|=|<|>)(.*)$/;

function columnNamed(columns, name) {
  const wanted = name.trim().toLowerCase();
  return columns.find((column) => column.name.toLowerCase() === wanted) || columns.find((column) => column.name.toLowerCase().startsWith(wanted));
}

function cellOf(column, row) {
  const value = column.values[row];
  return column.words ? column.words[value] : value;
}

function compareCell(cell, sign, text) {
  const number = Number(text);
  if (sign === "=" || sign === "!=") {
    const same = typeof cell === "number" && text !== "" && !Number.isNaN(number) ? Math.abs(cell - number) <= 1e-9 * Math.abs(number) : String(cell).toLowerCase() === text.toLowerCase();
    return same === (sign === "=");
  }
  if (cell === null || Number.isNaN(number)) return false;
  return { "<": cell < number, ">": cell > number, "<=": cell <= number, ">=": cell >= number }[sign];
}

// A test of a row's number; {error} for a condition on a column that is not there.
function readFilter(text, columns) {
  const tests = [];
  for (const part of text.match(/"[^"]*"|\S+/g) || []) {
    const condition = part.match(CONDITION);
    if (!condition) {
      const word = part.replaceAll('"', "").toLowerCase();
      tests.push((row) => columns.some((column) => String(cellOf(column, row) ?? "").toLowerCase().includes(word)));
      continue;
    }
    const column = columnNamed(columns, condition[1]);
    if (!column) return { error: `there is no column “${condition[1]}”` };
    tests.push((row) => compareCell(cellOf(column, row), condition[2], condition[3]));
  }
  return { test: (row) => tests.every((test) => test(row)) };
}
