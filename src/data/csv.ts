/**
 * Tables as text.
 *
 * @module
 */

/**
 * Reads comma-separated values whose first line names the columns. Where that has no comma, it may have
 * semicolons or tabs instead, as spreadsheets write them.
 *
 * @returns one record a line, in order
 * @throws {SyntaxError} when a quote is not closed or a line has another number of fields
 * @see RFC 4180
 */
export function parseCsv(text: string): Record<string, string>[] {
  const lines = parseLines(text.replace(/^\uFEFF/, ""));
  const [header, ...rows] = lines;
  if (!header) {
    throw new SyntaxError("Reading CSV: the text is empty, wanted a line of column names");
  }
  return rows.map((fields, i) => {
    if (fields.length !== header.length) {
      throw new SyntaxError(
        `Reading CSV: row ${i + 1} has ${fields.length} fields, wanted ${header.length}`,
      );
    }
    return Object.fromEntries(header.map((name, column) => [name, fields[column]!]));
  });
}

/** Formats a line of comma-separated values with quotes where needed. @see RFC 4180 */
export function formatCsvLine(fields: readonly string[]): string {
  const quoted = fields.map((field) =>
    /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
  );
  return `${quoted.join(",")}\r\n`;
}

function parseLines(text: string): string[][] {
  const lines: string[][] = [];
  // A field, quoted or plain, then what ends it.
  const mark = separatorOf(text);
  const pattern = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${mark}\r\n]*))(${mark}|\r?\n|$)`, "y");
  let fields: string[] = [];
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) {
      throw new SyntaxError(`Reading CSV: a quote near character ${start} is not closed`);
    }
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] !== mark) {
      lines.push(fields);
      fields = [];
    } else if (pattern.lastIndex === text.length) {
      lines.push([...fields, ""]);
    }
  }
  return lines;
}

/** Detects the separator between the fields of the first line, outside of quotes. */
function separatorOf(text: string): string {
  const [header = ""] = text.replace(/"[^"]*"/g, "").split(/\r?\n/, 1);
  return [",", ";", "\t"].find((mark) => header.includes(mark)) ?? ",";
}
