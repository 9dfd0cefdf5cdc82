import { createClassifier, embeddedModels } from "@babycry/babycry";
import { type CryManifest, models, type ReasonManifest } from "@babycry/babycry/models";
import { createRandom } from "@babycry/babycry/augment";
import { enrollCries, enrollReasons } from "@babycry/babycry/fit";
import assert from "node:assert/strict";
import { test } from "node:test";

const RATE = 8000;
const detector = embeddedModels.find(({ task }) => task === "cry") as CryManifest;

/** A harmonic voice that glides, over a little noise. */
function voice(hz: number, seed: number) {
  const random = createRandom("enrolled", seed);
  let phase = 0;
  const samples = Float32Array.from({ length: 4 * RATE }, (_, i) => {
    phase += 2 * Math.PI * hz * (1 + 0.2 * Math.sin(i / 2000)) / RATE;
    const swell = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / (0.8 * RATE));
    const tone = [1, 2, 3, 4].reduce((sum, k) => sum + Math.sin(k * phase) / k, 0);
    return 0.1 * swell * tone + 0.002 * random.normal();
  });
  return { samples, sampleRateHz: RATE };
}

function hiss(seed: number) {
  const random = createRandom("hiss", seed);
  const samples = Float32Array.from({ length: 4 * RATE }, () => 0.05 * random.normal());
  return { samples, sampleRateHz: RATE };
}

const logitOf = async (model: CryManifest, sound: ReturnType<typeof hiss>) => {
  const { cry } = await (await createClassifier({ model })).predict(sound);
  return Math.log(cry!.probability / (1 - cry!.probability));
};

test("enrolled recordings, and sounds like them, are detected better", async () => {
  const clips = [
    { waveform: voice(450, 1), isCry: true },
    { waveform: hiss(1), isCry: false },
  ];
  const mine = await enrollCries(detector, clips);
  assert.equal(mine.threshold, detector.threshold);
  assert.equal(mine.members.length, detector.members.length + 1);
  const moved = async (sound: ReturnType<typeof hiss>) =>
    await logitOf(mine, sound) - await logitOf(detector, sound);
  assert.ok(await moved(voice(460, 2)) > await moved(hiss(2)));
  assert.ok(await moved(voice(450, 1)) > 0 || await logitOf(detector, voice(450, 1)) > 8);
  assert.ok(await moved(hiss(1)) < 0 || await logitOf(detector, hiss(1)) < -8);
});

test("without recordings, nothing changes", async () => {
  const mine = await enrollCries(detector, []);
  for (const sound of [voice(400, 3), hiss(3)]) {
    const [before, after] = [await logitOf(detector, sound), await logitOf(mine, sound)];
    assert.ok(Math.abs(before - after) < 1e-4, `${before} ${after}`);
  }
});

test("an enrolled detector can be enrolled again", async () => {
  const once = await enrollCries(detector, [{ waveform: hiss(1), isCry: false }]);
  const twice = await enrollCries(once, [{ waveform: hiss(2), isCry: false }]);
  assert.ok(await logitOf(twice, hiss(4)) <= await logitOf(once, hiss(4)));
  assert.equal(twice.members.length, detector.members.length + 2);
});

test("silence cannot be enrolled", async () => {
  const waveform = { samples: new Float32Array(RATE), sampleRateHz: RATE };
  await assert.rejects(enrollCries(detector, [{ waveform, isCry: false }]), RangeError);
});

test("the prior of the reasons moves towards the enrolled ones and sums to 1", () => {
  const model = models.find(({ id }) => id === "cry-reason") as ReasonManifest;
  const { prior } = model.calibration!;
  const same = enrollReasons(model, []).calibration!.prior;
  for (const label of Object.keys(prior)) assert.ok(Math.abs(same[label]! - prior[label]!) < 1e-12);
  let last = prior;
  for (let count = 1; count <= 5; count++) {
    const next = enrollReasons(model, Array.from({ length: count }, () => "tired"))
      .calibration!.prior;
    assert.ok(next["tired"]! > last["tired"]! && next["hungry"]! < last["hungry"]!);
    assert.ok(Math.abs(Object.values(next).reduce((a, b) => a + b) - 1) < 1e-12);
    last = next;
  }
  assert.throws(() => enrollReasons(model, ["bored"]), RangeError);
  assert.throws(
    () => enrollReasons(models.find(({ id }) => id === "deepinfant") as ReasonManifest, ["hungry"]),
    RangeError,
  );
});
