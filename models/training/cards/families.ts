/** Kinds of sound that are held out, as the cards call them. */
export const FAMILIES: Readonly<Record<string, string>> = {
  speech: "all speech",
  adult_vocal: "adult vocal",
  animal: "animals",
  siren: "sirens, horns, bells, alarms",
  music: "music",
  household: "household and outdoor",
  mean: "**mean of the six**",
};
