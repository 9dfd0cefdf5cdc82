/**
 * Checks of options that belong together.
 *
 * @module
 */

/** Names of the options that were given. */
export type Given = ReadonlySet<string>;

/** Checks that none of the options is given beside `--name`. @throws {SyntaxError} when one is */
export function checkAlone(given: Given, name: string, others: readonly string[]): void {
  const other = given.has(name) ? others.find((one) => given.has(one)) : undefined;
  if (other === undefined) return;
  throw new SyntaxError(`Both --${name} and --${other} given; use one`);
}

/** Checks that options are given with `--owner`. @throws {SyntaxError} when one is not */
export function checkOwner(given: Given, owner: string, names: readonly string[]): void {
  const name = given.has(owner) ? undefined : names.find((one) => given.has(one));
  if (name !== undefined) throw new SyntaxError(`Missing --${owner}, needed by --${name}`);
}
