// One decoder of AMR speech per instance of the module, and the parts of the C library it needs.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "amrnb/interf_dec.h"
#include "amrwb/dec_if.h"

#define EXPORT(name) __attribute__((export_name(name)))

static const size_t HEAP_BYTES = 256 * 1024;
static const size_t FRAME_BYTES_MAX = 64;
static const size_t FRAME_SAMPLES_MAX = 320;

alignas(16) static uint8_t heap[HEAP_BYTES];
static size_t used;
static uint8_t frame[FRAME_BYTES_MAX];
static int16_t samples[FRAME_SAMPLES_MAX];
static void *state;
static bool wide;

extern "C" {

// State lives as long as the instance, so nothing is freed.
void *malloc(size_t bytes) {
  size_t size = (bytes + 15) & ~size_t(15);
  if (size > HEAP_BYTES - used) __builtin_trap();
  void *memory = heap + used;
  used += size;
  return memory;
}

void *calloc(size_t count, size_t bytes) { return malloc(count * bytes); }

void free(void *) {}

EXPORT("open") void open(int is_wide) {
  wide = is_wide;
  state = wide ? D_IF_init() : Decoder_Interface_init();
}

EXPORT("frame") uint8_t *frame_address() { return frame; }

EXPORT("samples") int16_t *samples_address() { return samples; }

EXPORT("decode") void decode() {
  if (wide) D_IF_decode(state, frame, samples, 0);
  else Decoder_Interface_Decode(state, frame, samples, 0);
}
}
