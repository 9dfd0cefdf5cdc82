/**
 * Tables as comma-separated values.
 *
 * @module
 */

/**
 * Parses comma-separated values. The first line has the names of the columns; if it has no comma,
 * the separator is a semicolon or a tab, as some spreadsheets write.
 *
 * @param name name of the file in messages
 * @returns one record per line, in order
 * @throws {SyntaxError} when a quote is not closed or a line has another number of fields
 * @see RFC 4180
 */
export function parseCsv(text: string, name = "CSV"): Record<string, string>[] {
  const lines = parseLines(text.replace(/^\uFEFF/, ""), name);
  const [header, ...rows] = lines;
  if (!header) {
    throw new SyntaxError(`Reading ${name}: expected a line of column names, received empty text`);
  }
  return rows.map((fields, i) => {
    if (fields.length !== header.length) {
      throw new SyntaxError(
        `Reading ${name}, line ${
          i + 2
        }: expected ${header.length} fields, received ${fields.length}`,
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

function parseLines(text: string, name: string): string[][] {
  const lines: string[][] = [];
  // A field, quoted or plain, then its separator.
  const mark = separatorOf(text);
  const pattern = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${mark}\r\n]*))(${mark}|\r?\n|$)`, "y");
  let fields: string[] = [];
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) {
      throw new SyntaxError(
        `Reading ${name}: expected a closing quote after character ${start}, received none`,
      );
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
