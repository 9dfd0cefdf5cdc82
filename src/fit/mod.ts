/**
 * Fitting heads on one's own recordings.
 *
 * @module
 */
export {};
