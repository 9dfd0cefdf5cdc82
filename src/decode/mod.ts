/**
 * Encoded audio to samples.
 *
 * @module
 */
export {};
