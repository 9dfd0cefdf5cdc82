#ifndef BABYCRY_STDLIB_H
#define BABYCRY_STDLIB_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
void *malloc(size_t bytes);
void *calloc(size_t count, size_t bytes);
void free(void *memory);
#ifdef __cplusplus
}
#endif
#endif
