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

/** The prior that the user states, by label. @throws {SyntaxError} when it is none */
export function readPrior(
  text: string,
  labels: readonly string[],
  training: Readonly<Record<string, number>>,
): Record<string, number> {
  if (text === "training") return { ...training };
  if (text === "even") return Object.fromEntries(labels.map((label) => [label, 1 / labels.length]));
  const wanted = `even, training, or a share above 0 for each of ${labels.join(", ")}, together 1`;
  const prior = readShares("prior", text, wanted);
  const shares = Object.values(prior);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (
    shares.length === labels.length && labels.every((label) => prior[label]! > 0) &&
    Math.abs(sum - 1) < 1e-6
  ) return prior;
  throw new SyntaxError(`--prior is ${text}, wanted ${wanted}`);
}
