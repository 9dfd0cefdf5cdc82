/** Tests of the types of predictions and options, which the compiler checks. */
import {
  type Classifier,
  createClassifier,
  type CryPrediction,
  embeddedModels,
  type Json,
  type ModelSpec,
  type Prediction,
  type ReasonPrediction,
  toJson,
  type ValencePrediction,
} from "@babycry/babycry";
import type {
  CryManifest,
  ModelManifest,
  ReasonManifest,
  ValenceManifest,
} from "@babycry/babycry/models";
import assert from "node:assert/strict";
import { test } from "node:test";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;
/** Compiles only for `true`. */
const is = <T extends true>(value: T = true as T): void => assert.ok(value);

/** Types of a classifier's answers; with `undefined` for tasks that may be absent. */
type Answers<C> = C extends Promise<Classifier<infer P>> ? [P["cry"], P["valence"], P["reason"]]
  : never;
type Cry = CryPrediction;
type Valence = ValencePrediction;
type Reason = ReasonPrediction;
type Optional = [Cry | undefined, Valence | undefined, Reason | undefined];

test("answers of models with known types are required", () => {
  const embedded = () => createClassifier();
  is<Equal<Answers<ReturnType<typeof embedded>>, [Cry, Valence, Reason]>>();
  const shared = () => createClassifier({ coverage: 0.9, fetch });
  is<Equal<Answers<ReturnType<typeof shared>>, [Cry, Valence, Reason]>>();
  const listed = () => createClassifier({ models: embeddedModels });
  is<Equal<Answers<ReturnType<typeof listed>>, [Cry, Valence, Reason]>>();

  const name = () => createClassifier({ model: "cry-detect", coverage: 0.9 });
  is<Equal<Answers<ReturnType<typeof name>>, [Cry, Valence | undefined, Reason | undefined]>>();
  const manifest = (model: ReasonManifest) => createClassifier({ model, topK: 1 });
  is<Equal<Answers<ReturnType<typeof manifest>>, [Cry | undefined, Valence | undefined, Reason]>>();

  const several = () =>
    createClassifier({
      models: ["cry-detect", { model: "valence", head: "fusion_logreg", dtype: "int8" }],
    });
  is<Equal<Answers<ReturnType<typeof several>>, [Cry, Valence, Reason | undefined]>>();
  const mixed = (model: ValenceManifest, own: string) =>
    createClassifier({ models: [own, { model, batchWindows: 4 }, { model: "acoustic193" }] });
  is<Equal<Answers<ReturnType<typeof mixed>>, [Cry | undefined, Valence, Reason]>>();
});

test("the answers of other models are optional", () => {
  const name = (model: string) => createClassifier({ model, head: "a", mode: "b" });
  is<Equal<Answers<ReturnType<typeof name>>, Optional>>();
  const unknown = () => createClassifier({ model: "mine" });
  is<Equal<Answers<ReturnType<typeof unknown>>, Optional>>();
  const manifest = (model: ModelManifest) => createClassifier({ model });
  is<Equal<Answers<ReturnType<typeof manifest>>, Optional>>();
  const either = (model: CryManifest | ValenceManifest) => createClassifier({ model });
  is<Equal<Answers<ReturnType<typeof either>>, Optional>>();
  const list = (models: string[]) => createClassifier({ models });
  is<Equal<Answers<ReturnType<typeof list>>, Optional>>();
  const specs = (models: readonly ModelSpec[]) => createClassifier({ models });
  is<Equal<Answers<ReturnType<typeof specs>>, Optional>>();
});

test("a classifier of known models is a classifier", async () => {
  const classifier: Classifier = await createClassifier({ model: "cry-detect" });
  const clip = { samples: new Float32Array(8000), sampleRateHz: 8000 };
  const predictions: Prediction[] = await classifier.predict([clip]);
  assert.equal(predictions.length, 1);
});

test("the task of a model determines its options", async () => {
  const wrong = [
    // @ts-expect-error: a cry detector has no head
    () => createClassifier({ model: "cry-detect", head: "single" }),
    // @ts-expect-error: a cry detector in a list has no dtype
    () => createClassifier({ models: [{ model: "cry-detect", dtype: "int8" }] }),
    // @ts-expect-error: only models of reasons have modes
    () => createClassifier({ models: ["cry-detect", { model: "valence", mode: "whole" }] }),
    // @ts-expect-error: only models of valence have heads
    () => createClassifier({ model: "deepinfant", head: "single" }),
    // @ts-expect-error: a precision that does not exist
    () => createClassifier({ model: "valence", dtype: "fp16" }),
    // @ts-expect-error: an option of a model belongs to its entry
    () => createClassifier({ models: ["valence"], head: "single" }),
    // @ts-expect-error: model and models exclude each other
    () => createClassifier({ model: "valence", models: ["cry-detect"] }),
    // @ts-expect-error: a coverage is a number
    () => createClassifier({ coverage: "0.9" }),
    // @ts-expect-error: topK is an option of a model
    () => createClassifier({ topK: 3 }),
  ];
  for (const create of wrong) await assert.rejects(create, /^(Type|Range)Error: .*expected/);
});

test("the type of JSON has snake_case keys and unchanged labels", () => {
  const reason = { allProbs: { bellyPain: 1 }, topReasons: [{ a1B: 1 }], tip: undefined };
  const json = toJson(reason);
  is<
    Equal<typeof json, {
      all_probs: { bellyPain: number };
      top_reasons: { a1_b: number }[];
      tip: undefined;
    }>
  >();
  is<Equal<Json<Prediction>["cry"], Json<CryPrediction> | undefined>>();
  is<Equal<Json<CryPrediction>["segments"][number]["start_seconds"], number>>();
  assert.deepEqual(json.top_reasons, [{ a1_b: 1 }]);
});
