import { padEnd, textWidth, wrapWords } from "./text_width.ts";

const MARGIN = 2;

/**
 * Formats two columns of text, such as options and their descriptions. The second column is
 * wrapped, and starts on the next line if the first one is too wide.
 *
 * @param rows pairs of a term and its description
 * @param termWidth width of the first column, in cells
 * @param width width of a line, in cells
 * @returns lines without line breaks
 */
export function twoColumns(
  rows: readonly (readonly [term: string, description: string])[],
  termWidth: number,
  width: number,
): string[] {
  const start = MARGIN + termWidth + MARGIN;
  const indent = " ".repeat(start);
  return rows.flatMap(([term, description]) => {
    const lines = wrapWords(description, width - start).map((line) => indent + line);
    const isBeside = textWidth(term) <= termWidth && lines.length > 0;
    const first = " ".repeat(MARGIN) + term;
    return isBeside
      ? [padEnd(first, start) + lines[0]!.trimStart(), ...lines.slice(1)]
      : [first, ...lines];
  });
}
