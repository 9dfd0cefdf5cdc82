/**
 * File names of the DonateACry corpus, which contain the installation, the time and the reason.
 *
 * @module
 */

/** Fields of a file name of DonateACry. */
export interface DonateACryName {
  /** Installation of the app, in lower case; the group to hold out. */
  readonly instanceId: string;
  /** Time of recording, in milliseconds since 1970 (UTC). */
  readonly recordedAtMs: number;
  /** Platform of the app that recorded. */
  readonly platform: "ios" | "android";
  /** Version of the app, such as `1.7`. */
  readonly appVersion: string;
  /** Sex of the infant, as the parent entered it. */
  readonly sex: "male" | "female";
  /** Age of the infant, as the parent entered it. */
  readonly ageRange:
    | "0 to 4 weeks"
    | "4 to 8 weeks"
    | "2 to 6 months"
    | "7 months to 2 years"
    | "over 2 years";
  /** Reason of the cry that the parent chose. */
  readonly reason:
    | "hungry"
    | "burping"
    | "belly_pain"
    | "discomfort"
    | "tired"
    | "lonely"
    | "cold_hot"
    | "scared"
    | "unknown";
}

type Codes<K extends keyof DonateACryName> = Readonly<Record<string, DonateACryName[K]>>;

const SEXES: Codes<"sex"> = { m: "male", f: "female" };
const AGES: Codes<"ageRange"> = {
  "04": "0 to 4 weeks",
  "48": "4 to 8 weeks",
  "26": "2 to 6 months",
  "72": "7 months to 2 years",
  "22": "over 2 years",
};
/** Reasons by code. `sc` is scared in the app, and discomfort in one publication. */
const REASONS: Codes<"reason"> = {
  hu: "hungry",
  bu: "burping",
  bp: "belly_pain",
  dc: "discomfort",
  ti: "tired",
  lo: "lonely",
  ch: "cold_hot",
  sc: "scared",
  dk: "unknown",
};

const PATTERN =
  /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d+)-(\d+(?:\.\d+)*)-([a-z]+)-(\d+)-([a-z]+)(?:\.\w+)?$/i;

/**
 * Parses a name `instance-time-version-sex-age-reason`, after any directory and before any
 * extension. The time is in seconds from the iOS app (10 digits), in milliseconds from the Android
 * app (13 digits).
 *
 * @throws {SyntaxError} when a part is missing or unknown
 * @see https://github.com/gveres/donateacry-corpus
 *
 * @example
 * ```ts
 * import { parseDonateACryName } from "@babycry/babycry/fit";
 * import assert from "node:assert/strict";
 *
 * const name = "006dbee7-715a-46ee-b592-1c4e7affb788-1430218353124-1.7-f-26-hu.3gp";
 * const { reason, ageRange, platform } = parseDonateACryName(name);
 * assert.deepEqual([reason, ageRange, platform], ["hungry", "2 to 6 months", "android"]);
 * ```
 */
export function parseDonateACryName(path: string): DonateACryName {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const fail = (message: string): never => {
    throw new SyntaxError(`Reading the file name ${name}: expected ${message}`);
  };
  const match = PATTERN.exec(name) ??
    fail("instance-time-version-sex-age-reason, received another form");
  const [, instance, time, appVersion, sex, age, reason] = match as unknown as string[];
  const known = <T>(part: string, code: string, table: Readonly<Record<string, T>>): T =>
    Object.hasOwn(table, code)
      ? table[code]!
      : fail(`${Object.keys(table).join(", ")} as ${part}, received ${code}`);
  if (time!.length !== 10 && time!.length !== 13) {
    fail(`a time of 10 digits (seconds) or 13 (milliseconds), received ${time}`);
  }
  const ios = time!.length === 10;
  return {
    instanceId: instance!.toLowerCase(),
    recordedAtMs: Number(time) * (ios ? 1000 : 1),
    platform: ios ? "ios" : "android",
    appVersion: appVersion!,
    sex: known("sex", sex!, SEXES),
    ageRange: known("age", age!, AGES),
    reason: known("reason", reason!, REASONS),
  };
}
