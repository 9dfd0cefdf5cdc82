import { Problem } from "./problem.ts";

/** Paths that need no token: checks of balancers, and the documentation. */
const OPEN = new Set(["/health", "/livez", "/readyz", "/docs", "/redoc", "/openapi.json"]);

/**
 * Checks the host and the token of a request.
 *
 * @throws {Problem} 421 for another host, 401 for a missing or wrong token
 */
export async function checkAccess(
  request: Request,
  path: string,
  { tokens, hosts }: { readonly tokens?: readonly string[]; readonly hosts?: readonly string[] },
): Promise<void> {
  if (hosts) {
    const host = (request.headers.get("host") ?? "").replace(/:\d*$/, "").toLowerCase();
    if (!hosts.includes(host)) {
      // A page may point its own name at this machine (DNS rebinding).
      const detail = "Reading the request: expected the host of this server, received another";
      throw new Problem({ status: 421, code: "wrong_host", detail });
    }
  }
  if (!tokens || OPEN.has(path)) return;
  const [, given = ""] = request.headers.get("authorization")?.match(/^Bearer (\S+)$/i) ?? [];
  const matches = await Promise.all(tokens.map((token) => isSame(given, token)));
  if (matches.includes(true)) return;
  throw new Problem({
    status: 401,
    code: "unauthorized",
    detail: "Reading the request: expected a valid token (Authorization: Bearer), received none",
  }, { "www-authenticate": "Bearer" });
}

/** Compares two texts in a time that does not depend on where they differ. */
async function isSame(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all(
    [a, b].map(async (text) =>
      new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))
    ),
  );
  let difference = 0;
  left!.forEach((byte, i) => difference |= byte ^ right![i]!);
  return difference === 0;
}
