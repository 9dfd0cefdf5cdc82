/**
 * Imports a rival by a specifier that tools which read imports do not see: rivals are installed for
 * benches and for nothing else.
 */
// deno-lint-ignore no-explicit-any -- rivals come without types that fit
export function loadRival(specifier: string): Promise<any> {
  return import(specifier);
}
