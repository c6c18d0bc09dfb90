// A table that reads well in a terminal and is Markdown too.

export type Row = readonly string[];

/** The first column is aligned left, the others, being figures, right. */
export function textTable(head: Row, rows: readonly Row[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: Row): string =>
    `| ${widths.map((width, at) => cell(row[at] ?? "", width, at)).join(" | ")} |`;
  const rule = `|${widths.map((width, at) => (at === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

const cell = (text: string, width: number, column: number): string =>
  column === 0 ? text.padEnd(width) : text.padStart(width);
