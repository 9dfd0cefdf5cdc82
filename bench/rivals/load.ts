/** Permissions that a rival may need on Deno. */
type Permission = "read" | "env" | "sys" | "ffi";

/**
 * Imports a rival's package. The specifier is no literal, so that neither Deno nor a bundler fetches
 * rivals before a bench needs them.
 *
 * @param needs permissions without which the package fails on Deno
 * @throws {Error} when a permission is missing; Deno's bench does not prompt for it
 */
export async function loadRival(
  specifier: string,
  needs: readonly Permission[] = [],
  // deno-lint-ignore no-explicit-any -- the types of rivals are not used
): Promise<any> {
  const missing = "Deno" in globalThis
    ? needs.filter((name) => Deno.permissions.querySync({ name }).state !== "granted")
    : [];
  if (missing.length > 0) {
    const flags = missing.map((name) => `--allow-${name}`).join(" ");
    throw new Error(`needs ${flags}; run deno bench -A --lock=bench/deno.lock`);
  }
  return await import(specifier);
}
