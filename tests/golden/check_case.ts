/**
 * Checks one case: passed, failed or missing.
 *
 * @module
 */
import { DecodeError, UnavailableError } from "@babycry/babycry";
import { columns, compareAligned, lastAxis } from "./align.ts";
import { compare, type Margin, mismatch, type Tolerance } from "./compare.ts";
import { Given } from "./given.ts";
import type { NdArray } from "./npy.ts";
import type { Compute, Finding } from "./op.ts";
import { DECODE_OPS } from "./ops_decode.ts";
import { DSP_OPS } from "./ops_dsp.ts";
import { AUGMENT_OPS } from "./ops_augment.ts";
import { ENCODER_OPS } from "./ops_encoders.ts";
import { FEATURE_OPS } from "./ops_features.ts";
import { EVAL_OPS } from "./ops_eval.ts";
import { EVENT_OPS } from "./ops_events.ts";
import { FRONT_END_OPS } from "./ops_front_ends.ts";
import { MODEL_OPS } from "./ops_models.ts";
import { REASON_OPS } from "./ops_reasons.ts";
import { YAMNET_OPS } from "./ops_yamnet.ts";
import type { Case, Pack } from "./pack.ts";

/**
 * Result of a case: findings, or the reason why it is missing; empty when its op is not
 * implemented.
 */
export type Verdict =
  | { readonly missing: string }
  | { readonly findings: readonly Finding[] };

const COMPUTED: Readonly<Record<string, Compute>> = {
  ...DSP_OPS,
  ...AUGMENT_OPS,
  ...EVAL_OPS,
  ...EVENT_OPS,
  ...FEATURE_OPS,
  ...FRONT_END_OPS,
  ...MODEL_OPS,
  ...ENCODER_OPS,
  ...REASON_OPS,
  ...YAMNET_OPS,
};

/**
 * Runs a case and compares its outputs with the references.
 *
 * @param compute computes the outputs; default here, through the public API
 */
export async function checkCase(
  pack: Pack,
  golden: Case,
  compute: Compute | undefined = COMPUTED[golden.op],
): Promise<Verdict> {
  const checkOwn = DECODE_OPS[golden.op];
  if (compute === undefined && checkOwn === undefined) return { missing: "" };
  const given = new Given(pack, golden);
  try {
    if (checkOwn !== undefined) return { findings: await checkOwn(given) };
    const outputs = await compute!(given);
    const findings = Object.keys(golden.outputs).map((output) => ({
      output,
      ...compareOutput(given, output, outputs[output]),
    }));
    return { findings };
  } catch (error) {
    if (error instanceof UnavailableError) return { missing: error.message };
    if (error instanceof DecodeError && error.reason === "unsupported") {
      return { missing: error.message };
    }
    const output = Object.keys(golden.outputs)[0] ?? "";
    return { findings: [{ output, ...mismatch(String(error)) }] };
  }
}

function compareOutput(given: Given, name: string, received: NdArray | undefined): Margin {
  if (received === undefined) return mismatch("not computed");
  const reference = given.reference(name);
  const { max_offset_samples: own, ...tolerance } = given.case.tolerance[name] as
    & Tolerance
    & { max_offset_samples?: number };
  const { max_offset_samples: maxOffsetSamples = own, skip_edge_samples: edge = 0 } =
    (given.case.params["compare"] ?? {}) as Record<string, number>;
  if (maxOffsetSamples) {
    return compareAligned(reference, received, { position: 0, maxOffsetSamples }, tolerance);
  }
  if (edge === 0 || `${received.shape}` !== `${reference.shape}`) {
    return compare(reference, received, tolerance);
  }
  const to = lastAxis(reference).columns - edge;
  if (to <= edge) {
    throw new SyntaxError(
      `Comparing ${name}: expected an edge below ${(to + edge) / 2} samples, received ${edge}`,
    );
  }
  return compare(columns(reference, edge, to), columns(received, edge, to), tolerance);
}
