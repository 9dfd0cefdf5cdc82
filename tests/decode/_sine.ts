/**
 * Computes the signal-to-noise ratio, in dB, of samples with respect to the best-fitting sine of a
 * frequency.
 */
export function sineSnrDb(samples: ArrayLike<number>, frequencyHz: number, rateHz: number): number {
  let [ss, sc, cc, xs, xc, xx] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < samples.length; i++) {
    const angle = 2 * Math.PI * frequencyHz * i / rateHz;
    const [s, c, x] = [Math.sin(angle), Math.cos(angle), samples[i]!];
    ss += s * s;
    sc += s * c;
    cc += c * c;
    xs += x * s;
    xc += x * c;
    xx += x * x;
  }
  const determinant = ss * cc - sc * sc;
  const a = (xs * cc - xc * sc) / determinant;
  const b = (xc * ss - xs * sc) / determinant;
  const fitted = a * xs + b * xc;
  return 10 * Math.log10(fitted / (xx - fitted));
}
