import assert from "node:assert/strict";
import { test } from "node:test";
import { LevelMeter } from "../../src/listen/level_meter.ts";

test("a level without new samples is the last", () => {
  const meter = new LevelMeter(8000);
  assert.equal(meter.read(0).levelDbfs, -120);
  meter.add(Float32Array.from({ length: 8000 }, (_, i) => i % 2 ? 0.5 : -0.5));
  const { levelDbfs, peakDbfs } = meter.read(1);
  assert.ok(Math.abs(levelDbfs + 6.02) < 0.01 && peakDbfs === levelDbfs, `${levelDbfs}`);
  assert.deepEqual(meter.read(1), { levelDbfs, peakDbfs });
  meter.add(new Float32Array(8000));
  assert.equal(meter.read(2).levelDbfs, -120);
});
