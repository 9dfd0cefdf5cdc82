/** The first byte that is free for the caller. */
export const heapBase: usize = __heap_base;
