/** `hungry=0.7,tired=0.3` @throws {SyntaxError} saying what was wanted, when it is something else */
export function readShares(name: string, text: string, wanted: string): Record<string, number> {
  return Object.fromEntries(
    text.split(",").map((part) => {
      const at = part.lastIndexOf("=");
      const [label, share] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      if (at > 0 && label !== "" && share !== "" && Number.isFinite(Number(share))) {
        return [label, Number(share)];
      }
      throw new SyntaxError(`--${name} is ${text}, wanted ${wanted}`);
    }),
  );
}
