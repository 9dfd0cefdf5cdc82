import { twoColumns } from "../../terminal/columns.ts";
import { entriesOf, type Option, type OptionTable } from "./option_table.ts";

/** Width of the column of options and commands in help texts, in cells. */
export const TERM_WIDTH = 20;
/** Width of help texts, in cells. */
export const HELP_WIDTH = 100;

/** Formats the help text of options under their headings. */
export function optionHelp<V>(table: OptionTable<V>): string {
  const options = entriesOf(table);
  const headings = new Set(options.map(([, { group = "Options" }]) => group));
  return Array.from(headings, (heading) => {
    const rows = options.filter(([, { group = "Options" }]) => group === heading)
      .map(([name, option]) =>
        [`--${name} ${option.placeholder}`.trimEnd(), describe(option)] as const
      );
    return `${heading}:\n${twoColumns(rows, TERM_WIDTH, HELP_WIDTH).join("\n")}\n`;
  }).join("\n");
}

function describe({ help, multiple, required, ...option }: Option<unknown>): string {
  const value = option.default ?? option.defaultText;
  const notes = [
    ...(multiple ? ["may be repeated"] : []),
    ...(required ? ["required"] : []),
    ...(value === undefined ? [] : [`default: ${value}`]),
  ];
  return notes.length > 0 ? `${help} (${notes.join("; ")})` : help;
}
