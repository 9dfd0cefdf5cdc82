/** Fields of the file name of an ESC-50 clip. */
export interface Esc50Name {
  /** Class, as spelled in ESC-50. */
  readonly label: string;
  /** Freesound's number of the source recording, the group to hold out. */
  readonly source: string;
  /** Fold, 1 to 5. */
  readonly fold: number;
  /** Take of the recording: `A`, `B`, … */
  readonly take: string;
}

const CLASSES = `dog rooster pig cow frog cat hen insects sheep crow
  rain sea_waves crackling_fire crickets chirping_birds
  water_drops wind pouring_water toilet_flush thunderstorm
  crying_baby sneezing clapping breathing coughing footsteps laughing brushing_teeth
  snoring drinking_sipping
  door_wood_knock mouse_click keyboard_typing door_wood_creaks can_opening
  washing_machine vacuum_cleaner clock_alarm clock_tick glass_breaking
  helicopter chainsaw siren car_horn engine train church_bells airplane fireworks hand_saw`
  .split(/\s+/);

/**
 * Parses a name such as `1-22694-A-20.wav`.
 *
 * @returns undefined for any other name
 * @see https://github.com/karolpiczak/ESC-50
 */
export function parseEsc50Name(name: string): Esc50Name | undefined {
  const match = /^([1-5])-(\d+)-([A-Z])-(\d{1,2})\.\w+$/.exec(name);
  const label = match && CLASSES[Number(match[4])];
  if (!label) return undefined;
  return { label, source: match[2]!, fold: Number(match[1]), take: match[3]! };
}
