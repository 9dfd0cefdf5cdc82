/**
 * Sample-rate conversion.
 *
 * @module
 */
export {};
