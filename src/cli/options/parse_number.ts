/** @throws {SyntaxError} when an option is not a whole number from `least` */
export function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
  throw new SyntaxError(`--${name} is ${text}, wanted a whole number from ${least}`);
}
