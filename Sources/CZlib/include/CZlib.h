// zlib as Debian's zlib1g-dev installs it, as far as Gloss needs it.
#ifndef GLOSS_CZLIB_H
#define GLOSS_CZLIB_H

#include <stddef.h>
#include <stdint.h>

// A stream that is being unpacked, and one that is being packed.
typedef struct GlossInflater GlossInflater;
typedef struct GlossDeflater GlossDeflater;

enum { glossStreamGoesOn = 0, glossStreamEnds = 1, glossStreamIsDamaged = 2 };

// What stands around the packed bytes: zlib's header and Adler-32 (RFC 1950), or gzip's and CRC-32 (RFC 1952).
enum { glossWrapperIsZlib = 0, glossWrapperIsGzip = 1 };

// NULL if there is no memory.
GlossInflater *glossInflaterCreate(int wrapper);
void glossInflaterDestroy(GlossInflater *inflater);

// Ready for the next stream.
void glossInflaterReset(GlossInflater *inflater);

// Unpacks from `input` to `output` until one of them is used up or the stream ends. `taken` and `given` receive how many
// bytes were read and written.
int glossInflate(
    GlossInflater *inflater, const uint8_t *input, size_t inputCount, uint8_t *output, size_t outputCount, size_t *taken,
    size_t *given);

// NULL if there is no memory. `level` is 1 (fast) to 9 (small).
GlossDeflater *glossDeflaterCreate(int wrapper, int level);
void glossDeflaterDestroy(GlossDeflater *deflater);

// Packs from `input` to `output` until one of them is used up. If `finish` is not 0, `input` is the last, and the stream
// ends with the call that has room for all.
int glossDeflate(
    GlossDeflater *deflater, const uint8_t *input, size_t inputCount, uint8_t *output, size_t outputCount, int finish,
    size_t *taken, size_t *given);

// CRC-32 (ISO-HDLC) of `bytes`.
uint32_t glossChecksum(const uint8_t *bytes, size_t count);

#endif
