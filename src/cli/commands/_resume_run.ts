import manifest from "../../../deno.json" with { type: "json" };
import type { Host } from "../host.ts";
import { checkWritable } from "../options/check_writable.ts";
import { createResumeReport } from "../output/resume_report.ts";
import { createProgressDisplay } from "../output/progress_display.ts";
import type { Recording } from "../recordings.ts";
import { type ClassifyOptions, classifyRecordings } from "./_classify_recordings.ts";
import { openResumeFile } from "./_resume_file.ts";
import { checkRun, describeRun } from "./_run_record.ts";

/**
 * Appends predictions to a JSON Lines file, for the recordings that it does not have yet.
 *
 * @returns exit code: 1 when some recordings failed, in this run or an earlier one
 * @throws {RangeError} when the file cannot be written
 * @throws {SyntaxError} when the file is of another run
 */
export async function resumeRun(
  path: string,
  recordings: readonly Recording[],
  host: Host,
  options: ClassifyOptions,
): Promise<number> {
  await checkWritable(path);
  const file = openResumeFile(path);
  try {
    await checkRun(path, describeRun(manifest.version, options), file.done.size > 0);
    const rest = new Map(recordings.map((recording) => [recording.path, recording]));
    for (const done of file.done) rest.delete(done);
    const code = await classifyRecordings([...rest.values()], host, {
      ...options,
      report: createResumeReport(path, file, host.err),
      progress: createProgressDisplay(host.err),
    });
    return file.failed > 0 ? 1 : code;
  } finally {
    file.close();
  }
}
