/**
 * How well samples are a sine of this frequency, of any phase and amplitude: the power of the best one
 * over the power of the rest, in dB.
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
