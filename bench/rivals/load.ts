/** Permissions of Deno that the packages need together. */
const NEEDED = ["read", "env", "sys", "ffi"] as const;

/**
 * Imports a rival's package. The specifier is no literal, so that neither Deno nor a bundler fetches
 * rivals before a bench needs them. Without permissions Deno fetches none: its bench does not prompt,
 * and a plain run has no lock.
 *
 * @throws {Error} when the package cannot be loaded
 */
// deno-lint-ignore no-explicit-any -- the types of rivals are not used
export async function loadRival(specifier: string): Promise<any> {
  if ("Deno" in globalThis) {
    const isMissing = (name: typeof NEEDED[number]) =>
      Deno.permissions.querySync({ name }).state !== "granted";
    if (NEEDED.some(isMissing)) {
      throw new Error("needs permissions, run deno bench -A --lock=bench/deno.lock");
    }
  }
  return await import(specifier);
}
