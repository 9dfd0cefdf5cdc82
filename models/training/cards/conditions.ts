/** Conditions of evaluated recordings: unmodified, and through one channel for all. */
export const CONDITIONS = ["native", "matched"] as const;
/** Condition of a recording, see {@link CONDITIONS}. */
export type Condition = typeof CONDITIONS[number];

/** Values by name. */
export type ByName<T> = Readonly<Record<string, T>>;
/** Values by condition. */
export type ByCondition<T> = Readonly<Record<Condition, T>>;
