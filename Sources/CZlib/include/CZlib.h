// zlib as Debian's zlib1g-dev installs it, as far as Gloss needs it.
#ifndef GLOSS_CZLIB_H
#define GLOSS_CZLIB_H

#include <stddef.h>
#include <stdint.h>

// A gzip stream that is being unpacked.
typedef struct GlossInflater GlossInflater;

enum { glossInflateGoesOn = 0, glossInflateEnds = 1, glossInflateIsDamaged = 2 };

// NULL if there is no memory.
GlossInflater *glossInflaterCreate(void);
void glossInflaterDestroy(GlossInflater *inflater);

// Unpacks from `input` to `output` until one of them is used up or the stream ends. `taken` and `given` receive how many
// bytes were read and written.
int glossInflate(
    GlossInflater *inflater, const uint8_t *input, size_t inputCount, uint8_t *output, size_t outputCount, size_t *taken,
    size_t *given);

// CRC-32 (ISO-HDLC) of `bytes`.
uint32_t glossChecksum(const uint8_t *bytes, size_t count);

#endif
