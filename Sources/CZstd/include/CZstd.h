// zstd as Debian's libzstd-dev installs it, as far as Gloss needs it.
#ifndef GLOSS_CZSTD_H
#define GLOSS_CZSTD_H

#include <stddef.h>
#include <stdint.h>

// Frames that are being unpacked, and one that is being packed.
typedef struct GlossZstdDecoder GlossZstdDecoder;
typedef struct GlossZstdEncoder GlossZstdEncoder;

enum { glossZstdGoesOn = 0, glossZstdFrameEnds = 1, glossZstdIsDamaged = 2 };

// NULL if there is no memory. A frame that wants a window of more than 128 MiB is refused as damaged.
GlossZstdDecoder *glossZstdDecoderCreate(void);
void glossZstdDecoderDestroy(GlossZstdDecoder *decoder);

// Unpacks from `input` to `output` until one of them is used up or a frame ends. `taken` and `given` receive how many bytes
// were read and written.
int glossZstdDecode(
    GlossZstdDecoder *decoder, const uint8_t *input, size_t inputCount, uint8_t *output, size_t outputCount, size_t *taken,
    size_t *given);

// NULL if there is no memory. Frames carry a checksum.
GlossZstdEncoder *glossZstdEncoderCreate(int level);
void glossZstdEncoderDestroy(GlossZstdEncoder *encoder);

// Packs from `input` to `output` until one of them is used up. If `finish` is not 0, `input` is the last, and the frame ends
// with the call that has room for all.
int glossZstdEncode(
    GlossZstdEncoder *encoder, const uint8_t *input, size_t inputCount, uint8_t *output, size_t outputCount, int finish,
    size_t *taken, size_t *given);

// The most bytes that a frame of so many bytes may take.
size_t glossZstdBound(size_t count);

// Packs `input` as one frame that says how large it is, with the encoder's tables and between its frames. Returns the bytes
// written; 0 if there is no memory or `capacity` is under the bound.
size_t glossZstdPack(
    GlossZstdEncoder *encoder, const uint8_t *input, size_t inputCount, uint8_t *output, size_t capacity);

#endif
