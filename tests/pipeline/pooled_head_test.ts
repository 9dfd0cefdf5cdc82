import { createClassifier, ModelError } from "@babycry/babycry";
import type { PooledHeadReasons, ReasonManifest } from "@babycry/babycry/models";
import { acoustic193 } from "@babycry/babycry/features";
import assert from "node:assert/strict";
import { test } from "node:test";

const windows = {
  window_seconds: 2,
  hop_seconds: 2,
  min_partial_seconds: 0.5,
  fill: "repeat",
} as const;

/** Creates a model whose probability is the sigmoid of one value of the feature vector. */
function reading(
  size: number,
  at: number,
  pooling?: "mean" | "mean_std",
): ReasonManifest & PooledHeadReasons {
  return {
    format: "babycry-model/1",
    id: "pooled",
    task: "reason",
    min_seconds: 0.1,
    encoders: {},
    head: {
      encoders: ["acoustic193"],
      ...(pooling ? { pooling } : {}),
      classifier: {
        format: "sklearn-json/1",
        n_features: size,
        classes: ["tired", "hungry"],
        steps: [],
        classifier: {
          type: "logistic_regression",
          coef: [Array.from({ length: size }, (_, i) => Number(i === at))],
          intercept: [0],
          link: "sigmoid",
        },
      },
    },
    modes: { clip: { windows } },
    mode: "clip",
    license: "",
    training: {},
  };
}

const samples = Float32Array.from({ length: 4 * 16_000 }, (_, i) => 0.3 * Math.sin(i * i / 9e4));
const clip = { samples, sampleRateHz: 16_000 };
const n = 193;
const [first, second] = [samples.subarray(0, 32_000), samples.subarray(32_000)].map((half) =>
  acoustic193(half)
);

async function logit(model: ReasonManifest): Promise<number> {
  const { reason } = await (await createClassifier({ model })).predict(clip);
  const { hungry } = reason!.allProbs as { hungry: number };
  return Math.log(hungry / (1 - hungry));
}

test("a head reads the mean and the deviation over a front end's windows", async () => {
  const at = first!.findIndex((value, i) =>
    Math.abs(value) < 3 && Math.abs(value - second![i]!) > 0.3 && Math.abs(second![i]!) < 3
  );
  const [a, b] = [first![at]!, second![at]!];
  const near = (received: number, expected: number) =>
    assert.ok(
      Math.abs(received - expected) < 1e-9,
      `expected ${expected}, received ${received}`,
    );
  near(await logit(reading(n, at)), (a + b) / 2);
  near(await logit(reading(2 * n, at, "mean_std")), (a + b) / 2);
  near(await logit(reading(2 * n, n + at, "mean_std")), Math.abs(a - b) / 2);
});

test("a head of another size, or with an unknown encoder, is refused", async () => {
  await assert.rejects(
    logit(reading(n, 0, "mean_std")),
    (error) =>
      error instanceof ModelError &&
      error.message.endsWith(`expected ${2 * n} values (acoustic193 ${2 * n}), received ${n}`),
  );
  const other = reading(n, 0);
  const head = { ...other.head, encoders: ["yamnet"] };
  await assert.rejects(
    logit({ ...other, head }),
    /head\.encoders\[0\]: expected cry-features or .*, received "yamnet"/,
  );
  const whole = { ...reading(n, 0), modes: { clip: { windows: null } } };
  await assert.rejects(logit(whole), /modes\.clip\.windows: expected an object, received null/);
});
