/** Display names of the kinds of sound that are held out. */
export const KIND_NAMES: Readonly<Record<string, string>> = {
  speech: "speech",
  children: "children",
  adult_vocal: "adult vocal sounds",
  animal: "animals",
  siren: "sirens, horns, bells, alarms",
  music: "music",
  household: "household and outdoor",
  mean: "**mean of the seven**",
};
