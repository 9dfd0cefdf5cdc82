import { INPUT_KIND_IDS, readInput } from "../encoder/encoder_input.ts";
import { readEncoder } from "../encoder/check_encoder.ts";
import type { Fields } from "../fields.ts";
import { readClassifier, readEncoders, readFrontEnd, readPooledHead } from "./_read_heads.ts";
import { readMark, readWindows, SECONDS_MAX } from "./_read_rules.ts";

/** Properties of a checked scorer of reasons. */
interface Reasons {
  /** Labels of the model; absent when a classifier in a file has them. */
  readonly labels?: readonly string[];
  /** Number of features that the head reads; for a network the number of its logits. */
  readonly size: number;
}

/** Checks the scorer, the modes and the tips of a {@link ReasonManifest}. */
export function readReasons(fields: Fields, modelId: string): Reasons {
  const network = fields.peek("network");
  const isPooled = fields.has("head");
  if (network === undefined && !isPooled && !fields.has("front_end")) {
    fields.fail("network, head or front_end", "one of these keys");
  }
  const reasons = network !== undefined
    ? readOnnx(fields)
    : isPooled
    ? readPooled(fields, modelId)
    : readFeatureHead(fields, modelId);
  const modes = fields.object("modes");
  const names = modes.names();
  for (const name of names) {
    const mode = modes.object(name);
    readWindowing(mode, isPooled);
    if (network !== undefined && mode.has("input_kind")) {
      const input_kind = mode.choice("input_kind", INPUT_KIND_IDS);
      readInput(fields.inside("network", { ...network as object, input_kind }), 1);
    }
    mode.end();
  }
  if (names.length === 0) fields.fail("modes", "one mode or more", "none");
  fields.choice("mode", names);
  if (fields.has("tips")) readTips(fields.object("tips"), reasons.labels);
  return reasons;
}

function readOnnx(fields: Fields): Reasons {
  const size = readEncoder(fields.object("network"));
  const labels = fields.texts("labels", 2);
  if (labels.length !== size) {
    fields.fail("labels", `${size}, one per value of network.embedding`, String(labels.length));
  }
  return { labels, size };
}

function readPooled(fields: Fields, modelId: string): Reasons {
  const encoders = readEncoders(fields);
  const { size, classes } = readPooledHead(fields.object("head"), encoders, modelId);
  return { size, ...(classes ? { labels: classes } : {}) };
}

function readFeatureHead(fields: Fields, modelId: string): Reasons {
  const { id, size } = readFrontEnd(fields);
  const head = readClassifier(fields, size, id, modelId);
  return { size, ...(head ? { labels: head.classes } : {}) };
}

/** Checks the keys of a mode that all scorers share. */
function readWindowing(mode: Fields, isPooled: boolean): void {
  const isWhole = !isPooled && mode.takeNull("windows");
  if (!isWhole) readWindows(mode.object("windows", isPooled ? undefined : "an object or null"));
  // One window as long as the recording leaves nothing to choose.
  if (!isWhole) readMark(mode, "variable_windows");
  if (mode.has("first_seconds")) mode.number("first_seconds", { above: 0, max: SECONDS_MAX });
  if (mode.has("resampling")) mode.choice("resampling", ["linear", "soxr"]);
}

/** Checks tips. @param labels labels of the model, when they are known */
function readTips(tips: Fields, labels: readonly string[] | undefined): void {
  for (const label of labels ?? tips.names()) {
    if (!tips.has(label)) continue;
    const tip = tips.object(label);
    tip.text("advice");
    tip.texts("indicators", 0);
    tip.end();
  }
  tips.end();
}
