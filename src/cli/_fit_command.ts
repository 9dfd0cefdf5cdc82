import { fit } from "./fit.ts";
import type { Host } from "./_host.ts";
import { createProgressDisplay } from "./_progress_display.ts";

export { help } from "./fit.ts";

/** Runs `fit` with its progress on standard error. */
export async function run(args: readonly string[], { out, err, signal }: Host): Promise<number> {
  const progress = createProgressDisplay(err);
  let stage = "";
  try {
    // A head on encoders takes other options; their code is loaded when it is asked for.
    const onEncoder = args.some((arg) => /^--encoder(=|$)/.test(arg));
    const work = onEncoder ? (await import("./fit_head.ts")).fitHead : fit;
    const text = await work(args, {
      signal,
      onStage: (name) => void (stage = name),
      onProgress: ({ done, total }) => progress.update(stage, done / total),
    });
    progress.clear();
    out.write(text);
    return 0;
  } finally {
    progress.clear();
  }
}
