/** Functions that style text for a terminal, or return it unchanged. */
export type Style = Readonly<Record<keyof typeof CODES, (text: string) => string>>;

/** Escape codes that start and end each style. */
const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39] } as const;

/** Creates functions that style text. @param color whether to use styles */
export function createStyle(color: boolean): Style {
  const mark = (name: keyof typeof CODES) => (text: string) => {
    const [on, off] = CODES[name];
    return color && text ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  };
  return { bold: mark("bold"), dim: mark("dim"), red: mark("red"), yellow: mark("yellow") };
}
