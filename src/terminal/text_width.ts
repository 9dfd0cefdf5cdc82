/**
 * Width and wrapping of text in a terminal.
 *
 * @module
 */

/** Characters of East Asian width W or F in Unicode 16, and emoji. */
const WIDE = new RegExp(
  "[\\u1100-\\u115f\\u2329\\u232a\\u2630-\\u2637\\u268a-\\u268f\\u2e80-\\u303e\\u3041-\\u3247" +
    "\\u3250-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe6f\\uff01-\\uff60" +
    "\\uffe0-\\uffe6\\u{16fe0}-\\u{18dff}\\u{1aff0}-\\u{1b2ff}\\u{1d300}-\\u{1d376}" +
    "\\u{1f200}-\\u{1f265}\\u{20000}-\\u{3fffd}\\p{Emoji_Presentation}]",
  "u",
);
const GRAPHEMES = new Intl.Segmenter();

/** Computes the width of text in cells; wide East Asian characters and emoji take two. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) width += cells(segment);
  return width;
}

/** Pads text at its end with spaces to a width in cells. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** Shortens text to a width in cells: replaces its middle with `…` and keeps the end of a path. */
export function fitWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const parts = Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
  const head = take(parts, Math.floor((width - 1) / 3));
  const tail = take(parts.reverse(), width - 1 - textWidth(head.join(""))).reverse();
  return `${head.join("")}…${tail.join("")}`;
}

/** Replaces control characters, which could change the state of the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** Converts text to printable text on one line. */
export function oneLine(text: string): string {
  return printable(text.trim().replace(/\s+/g, " "));
}

/** Wraps a list into lines of at most `width` cells, with items joined by `, `. */
export function wrapList(items: readonly string[], width: number): string[] {
  return wrap(items.map((item, i) => i < items.length - 1 ? `${item},` : item), width);
}

/** Wraps text between words into lines of at most `width` cells. */
export function wrapWords(text: string, width: number): string[] {
  return wrap(text.split(" "), width);
}

function wrap(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of parts) {
    if (line && textWidth(line) + 1 + textWidth(part) > width) {
      lines.push(line);
      line = part;
    } else line = line ? `${line} ${part}` : part;
  }
  return line ? [...lines, line] : lines;
}

function cells(grapheme: string): number {
  return WIDE.test(grapheme) ? 2 : 1;
}

function take(graphemes: readonly string[], width: number): string[] {
  let left = width;
  const end = graphemes.findIndex((grapheme) => (left -= cells(grapheme)) < 0);
  return graphemes.slice(0, end < 0 ? graphemes.length : end);
}
