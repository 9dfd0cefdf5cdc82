/**
 * Couples pairwise class probabilities to class probabilities, with the iteration and stopping rule
 * of libsvm.
 *
 * @param r `[classes, classes]`, row-major; `r[i, j]` is the probability of class i, given i or j
 * @returns `[classes]`, sum 1
 * @see Wu, Lin and Weng, "Probability estimates for multi-class classification by pairwise
 * coupling", 2004, second method; libsvm, `multiclass_probability`
 */
export function coupleProbabilities(r: Float64Array, classes: number): Float64Array {
  const q = new Float64Array(classes * classes);
  for (let t = 0; t < classes; t++) {
    for (let j = 0; j < classes; j++) {
      if (j === t) continue;
      const against = r[j * classes + t]!;
      q[t * classes + t]! += against * against;
      q[t * classes + j] = -against * r[t * classes + j]!;
    }
  }
  const p = new Float64Array(classes).fill(1 / classes);
  const qp = new Float64Array(classes);
  for (let turn = 0; turn < Math.max(100, classes); turn++) {
    let pqp = 0;
    for (let t = 0; t < classes; t++) {
      qp[t] = 0;
      for (let j = 0; j < classes; j++) qp[t]! += q[t * classes + j]! * p[j]!;
      pqp += p[t]! * qp[t]!;
    }
    if (qp.every((value) => Math.abs(value - pqp) < 0.005 / classes)) break;
    for (let t = 0; t < classes; t++) {
      const own = q[t * classes + t]!;
      const diff = (pqp - qp[t]!) / own;
      p[t]! += diff;
      pqp = (pqp + diff * (diff * own + 2 * qp[t]!)) / (1 + diff) ** 2;
      for (let j = 0; j < classes; j++) {
        qp[j] = (qp[j]! + diff * q[t * classes + j]!) / (1 + diff);
        p[j]! /= 1 + diff;
      }
    }
  }
  return p;
}
