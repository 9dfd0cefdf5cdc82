import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { DspCore, dspCore } from "../../src/dsp/core.ts";
import { loadDspModule } from "../../src/dsp/load.ts";

const MIB = 1024 * 1024;
const newCore = () => new DspCore(loadDspModule());

/** Returns the address of the next allocation. */
function topOf(core: DspCore): number {
  return core.alloc(0);
}

test("the first allocation is at the first free byte of the core, aligned to 16", () => {
  const core = newCore();
  const base = core.kernels.heapBase.value;
  assert.ok(base > 0);
  assert.equal(topOf(core), Math.ceil(base / 16) * 16);
});

test("allocations are aligned to 16, in order and without overlap", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 70_000 }), { maxLength: 20 }), (sizes) => {
      const core = newCore();
      let end = core.kernels.heapBase.value;
      for (const bytes of sizes) {
        const address = core.alloc(bytes);
        assert.equal(address % 16, 0);
        assert.ok(address >= end && address < end + 16);
        end = address + bytes;
        assert.ok(end <= core.kernels.memory.buffer.byteLength);
      }
    }),
    { seed: 1, numRuns: 50 },
  );
});

test("freed memory is not cleared", () => {
  const core = newCore();
  const first = core.scratch(() => core.allocF32([1, 2, 3]));
  const second = core.alloc(12);
  assert.equal(second, first);
  assert.deepEqual([...core.f32(second, 3)], [1, 2, 3]);
});

test("allocF32 copies values; views of all types start at their address", () => {
  const core = newCore();
  const address = core.allocF32(Float64Array.of(1, -2));
  assert.equal(topOf(core), address + 16);
  assert.equal(core.allocF32([1, 2, 3, 4, 5]), topOf(core) - 32);
  assert.deepEqual([...core.f32(address, 2)], [1, -2]);
  assert.deepEqual([...core.i32(address, 2)], [0x3f800000, 0xc0000000 | 0]);
  assert.deepEqual([...core.u8(address, 8)], [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  core.f64(address, 1)[0] = 1;
  assert.deepEqual([...core.i32(address, 2)], [0, 0x3ff00000]);
  assert.equal(core.heap[address / 4 + 1], core.f32(address, 2)[1]);
});

test("growth keeps the content, detaches views, and new views are complete", () => {
  const core = newCore();
  const address = core.allocF32([1, 2, 3]);
  const { heap } = core;
  const views = [
    core.f32(address, 3),
    core.f64(address, 1),
    core.u8(address, 4),
    core.i32(address, 1),
    heap,
  ];
  core.alloc(heap.byteLength);
  assert.deepEqual(views.map((view) => view.length), [0, 0, 0, 0, 0]);
  assert.deepEqual([...core.f32(address, 3)], [1, 2, 3]);
  assert.ok(core.heap !== heap);
  assert.equal(core.heap.buffer, core.kernels.memory.buffer);
  core.heap[core.heap.length - 1] = 5;
  assert.equal(core.f32(core.heap.byteLength - 4, 1)[0], 5);
});

test("an allocation that fits leaves views as they are", () => {
  const core = newCore();
  const { heap } = core;
  const view = core.f32(core.alloc(16), 4);
  core.alloc(1000);
  assert.ok(core.heap === heap);
  assert.equal(view.length, 4);
});

test("memory grows by pages when it is full", () => {
  const core = newCore();
  const { heap } = core;
  const { byteLength } = heap;
  core.alloc(byteLength - topOf(core));
  assert.ok(core.heap === heap);
  core.alloc(1);
  assert.equal(core.heap.byteLength, byteLength + 65_536);
});

test("scratch frees its allocations, also nested and after an error", () => {
  const core = newCore();
  const top = topOf(core);
  const result = core.scratch(() => {
    core.alloc(100);
    const inner = topOf(core);
    core.scratch(() => core.alloc(1000));
    assert.equal(topOf(core), inner);
    assert.throws(() =>
      core.scratch(() => {
        core.alloc(1000);
        throw new Error("work");
      }), /^Error: work$/);
    assert.equal(topOf(core), inner);
    return "result";
  });
  assert.equal(result, "result");
  assert.equal(topOf(core), top);
});

test("a plan is created once per key, kept below scratch, and found by its key", () => {
  const core = newCore();
  assert.equal(core.planned("a"), undefined);
  let calls = 0;
  const make = () => {
    calls++;
    return { address: core.allocF32([calls]) };
  };
  const plan = core.plan("a", make);
  assert.equal(core.plan("a", make), plan);
  assert.equal(core.planned("a"), plan);
  assert.notEqual(core.plan(512, make), core.plan("512", make));
  assert.equal(calls, 3);
  core.scratch(() => assert.ok(core.alloc(64) > core.plan("512", make).address));
  assert.deepEqual([...core.f32(plan.address, 1)], [1]);
});

test("a new plan inside scratch throws, an existing one does not", () => {
  const core = newCore();
  const known = core.plan("known", () => ({}));
  core.scratch(() => {
    assert.equal(core.plan("known", () => ({})), known);
    assert.throws(() => core.plan("new", () => assert.fail("created")), TypeError);
  });
  assert.equal(core.planned("new"), undefined);
  assert.ok(core.plan("new", () => ({})));
});

test("creating a plan may use scratch and other plans", () => {
  const core = newCore();
  const outer = core.plan("outer", () => {
    const address = core.allocF32([1, 2]);
    const inner = core.plan("inner", () => ({ address: core.allocF32([3]) }));
    core.scratch(() => core.f32(core.alloc(1000), 250).fill(-1));
    return { address, inner };
  });
  core.scratch(() => core.f32(core.alloc(1000), 250).fill(-1));
  assert.equal(core.planned("inner"), outer.inner);
  assert.deepEqual([...core.f32(outer.address, 2)], [1, 2]);
  assert.deepEqual([...core.f32(outer.inner.address, 1)], [3]);
});

test("a plan that fails frees its memory and can be retried", () => {
  const core = newCore();
  const top = topOf(core);
  const fail = () => {
    core.alloc(5000);
    throw new RangeError("no plan");
  };
  assert.throws(() => core.plan("a", fail), RangeError);
  assert.equal(topOf(core), top);
  assert.equal(core.planned("a"), undefined);
  assert.equal(core.plan("a", () => core.alloc(16)), top);
});

test("a plan that fails keeps the plans that it created", () => {
  const core = newCore();
  const fail = () => {
    core.plan("inner", () => ({ address: core.allocF32([7]) }));
    throw new RangeError("no plan");
  };
  assert.throws(() => core.plan("outer", fail), RangeError);
  core.scratch(() => core.f32(core.alloc(64), 16).fill(-1));
  const { address } = core.planned<{ address: number }>("inner")!;
  assert.deepEqual([...core.f32(address, 1)], [7]);
});

test("plans of up to 32 MiB are kept, larger ones are dropped after the outermost scratch", () => {
  const core = newCore();
  const top = topOf(core);
  core.plan("half", () => core.alloc(16 * MIB));
  core.plan("rest", () => core.alloc(16 * MIB));
  core.scratch(() => core.alloc(64));
  assert.notEqual(core.planned("half"), undefined);
  core.plan("more", () => core.alloc(16));
  core.scratch(() => {
    core.scratch(() => core.alloc(64));
    assert.notEqual(core.planned("half"), undefined);
  });
  for (const key of ["half", "rest", "more"]) assert.equal(core.planned(key), undefined);
  assert.equal(topOf(core), top);
  const fail = () => {
    core.alloc(5000);
    throw new RangeError("no plan");
  };
  assert.throws(() => core.plan("half", fail), RangeError);
  assert.equal(topOf(core), top);
});

test("scratch during the creation of a plan drops no plan", () => {
  const core = newCore();
  core.plan("large", () => core.alloc(40 * MIB));
  const { address } = core.plan("second", () => {
    const address = core.allocF32([1]);
    core.scratch(() => core.alloc(64));
    return { address };
  });
  assert.notEqual(core.planned("large"), undefined);
  assert.ok(address > 40 * MIB);
  core.trim();
  assert.equal(core.planned("large"), undefined);
  assert.equal(core.plan("large", () => "created again"), "created again");
});

test("large scratch drops no plan", () => {
  const core = newCore();
  core.plan("small", () => core.alloc(16));
  core.scratch(() => core.alloc(40 * MIB));
  assert.notEqual(core.planned("small"), undefined);
});

test("a program has one core", () => {
  assert.equal(dspCore(), dspCore());
  assert.ok(dspCore() instanceof DspCore);
});
