import { isInstance } from "./instance_of.ts";

/** Type of each option: a result of `typeof`, or `AbortSignal`. */
export type OptionTypes<Options> = { readonly [Name in keyof Options]-?: string };

/**
 * Checks the types of options; one that is undefined counts as absent.
 *
 * @param doing start of the error message
 * @throws {TypeError} when an option has another type
 */
export function checkTypes<Options extends object>(
  doing: string,
  options: Options,
  types: OptionTypes<Options>,
): void {
  for (const name of Object.keys(types) as (keyof Options & string)[]) {
    const value = options[name];
    const expected = types[name];
    if (value === undefined) continue;
    const received = value === null ? "null" : typeof value;
    if (received === expected || expected === "AbortSignal" && isInstance(value, "AbortSignal")) {
      continue;
    }
    throw new TypeError(`${doing}: expected ${name} of type ${expected}, received ${received}`);
  }
}
