/**
 * Acoustic features.
 *
 * @module
 */
export {};
