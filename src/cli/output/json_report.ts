import { toJson } from "../../prediction/to_json.ts";
import type { Output } from "../host.ts";
import { messageOf } from "./error_message.ts";
import type { Report } from "./report.ts";

/**
 * Creates a report in JSON, one object per recording with the path and the prediction or an error,
 * each written on its own line as soon as it is ready.
 *
 * @param form JSON array, or JSON Lines
 */
export function createJsonReport(out: Pick<Output, "write">, form: "array" | "lines"): Report {
  let count = 0;
  const write = (record: object) => {
    const line = JSON.stringify(toJson(record));
    if (form === "lines") out.write(`${line}\n`);
    else out.write(`${count++ === 0 ? "[\n" : ",\n"}${line}`);
  };
  return {
    prediction: (path, prediction) => write({ path, ...prediction }),
    failure(path, error) {
      const { name } = error instanceof Error ? error : new Error();
      write({ path, error: { name, message: messageOf(error) } });
    },
    end() {
      if (form === "array") out.write(count === 0 ? "[]\n" : "\n]\n");
    },
  };
}
