/**
 * Ops of the pack `models`, one adapter each from a case to the public API.
 *
 * @module
 */
import { createHead } from "@babycry/babycry/heads";
import { slidingWindows } from "@babycry/babycry/encoders";
import {
  fitLogisticRegression,
  fitStandardScaler,
  predictProbability,
  standardize,
} from "@babycry/babycry/fit";
import { type Compute, matrix, rows, vector } from "./op.ts";

/** Largest difference of probabilities at which the pack regards classes as tied. */
const TIE = 1e-6;

export const MODEL_OPS: Readonly<Record<string, Compute>> = {
  standard_scaler(given) {
    const x = matrix(given, "X");
    const scaler = fitStandardScaler(x);
    return {
      mean: vector(scaler.mean),
      scale: vector(scaler.scale),
      transformed: rows(standardize(x, scaler)),
    };
  },
  logreg_fit(given) {
    const x = matrix(given, "X");
    const model = fitLogisticRegression(
      { x, y: given.array("y").data, classes: given.number("classes") },
      {
        C: given.number("C"),
        classWeight: given.isNull("class_weight") ? null : "balanced",
        fitIntercept: given.flag("fit_intercept"),
      },
    );
    return {
      coef: rows(model.coef),
      intercept: vector(model.intercept),
      probability: rows(predictProbability(model, x)),
    };
  },
  sklearn_predict(given) {
    const head = createHead(JSON.parse(new TextDecoder().decode(given.bytes("model"))), "given");
    const x = matrix(given, "X");
    const probability = new Float64Array(x.rows * head.classes.length);
    const best = new Int32Array(x.rows);
    for (let row = 0; row < x.rows; row++) {
      const features = x.data.subarray(row * x.columns, (row + 1) * x.columns);
      const p = head.probabilities(features);
      probability.set(p, row * p.length);
      const [first = 0, second = 0] = p.toSorted().reverse();
      best[row] = first - second > TIE ? p.indexOf(first) : -1;
    }
    return {
      probability: { data: probability, shape: [x.rows, head.classes.length] },
      best: vector(best),
    };
  },
  valence_windows(given) {
    const windows = slidingWindows({
      lengthSamples: given.number("samples"),
      sampleRateHz: given.number("sample_rate_hz"),
      windowSeconds: given.number("window_s"),
      hopSeconds: given.number("hop_s"),
      minPartialSeconds: given.number("min_partial_s"),
    });
    return {
      starts: vector(windows.map((window) => window.startSample)),
      filled_samples: vector(windows.map((window) => window.filledSamples)),
    };
  },
};
