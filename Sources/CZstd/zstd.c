#include "CZstd.h"

#include <stdlib.h>
#include <zstd.h>

struct GlossZstdDecoder {
  ZSTD_DCtx *context;
};

struct GlossZstdEncoder {
  ZSTD_CCtx *context;
};

GlossZstdDecoder *glossZstdDecoderCreate(void) {
  GlossZstdDecoder *decoder = malloc(sizeof(GlossZstdDecoder));
  if (!decoder) return NULL;
  decoder->context = ZSTD_createDCtx();
  if (!decoder->context) {
    free(decoder);
    return NULL;
  }
  // 2 to the 27th bytes: what the zstd program takes by itself.
  ZSTD_DCtx_setParameter(decoder->context, ZSTD_d_windowLogMax, 27);
  return decoder;
}

void glossZstdDecoderDestroy(GlossZstdDecoder *decoder) {
  if (!decoder) return;
  ZSTD_freeDCtx(decoder->context);
  free(decoder);
}

int glossZstdDecode(
    GlossZstdDecoder *decoder, const uint8_t *input, size_t inputCount, uint8_t *output, size_t outputCount, size_t *taken,
    size_t *given) {
  ZSTD_inBuffer in = {input, inputCount, 0};
  ZSTD_outBuffer out = {output, outputCount, 0};
  size_t status = ZSTD_decompressStream(decoder->context, &out, &in);
  *taken = in.pos;
  *given = out.pos;
  if (ZSTD_isError(status)) return glossZstdIsDamaged;
  return status == 0 ? glossZstdFrameEnds : glossZstdGoesOn;
}

GlossZstdEncoder *glossZstdEncoderCreate(int level) {
  GlossZstdEncoder *encoder = malloc(sizeof(GlossZstdEncoder));
  if (!encoder) return NULL;
  encoder->context = ZSTD_createCCtx();
  if (!encoder->context) {
    free(encoder);
    return NULL;
  }
  ZSTD_CCtx_setParameter(encoder->context, ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(encoder->context, ZSTD_c_checksumFlag, 1);
  return encoder;
}

void glossZstdEncoderDestroy(GlossZstdEncoder *encoder) {
  if (!encoder) return;
  ZSTD_freeCCtx(encoder->context);
  free(encoder);
}

int glossZstdEncode(
    GlossZstdEncoder *encoder, const uint8_t *input, size_t inputCount, uint8_t *output, size_t outputCount, int finish,
    size_t *taken, size_t *given) {
  ZSTD_inBuffer in = {input, inputCount, 0};
  ZSTD_outBuffer out = {output, outputCount, 0};
  size_t status = ZSTD_compressStream2(encoder->context, &out, &in, finish ? ZSTD_e_end : ZSTD_e_continue);
  *taken = in.pos;
  *given = out.pos;
  if (ZSTD_isError(status)) return glossZstdIsDamaged;
  return finish && status == 0 ? glossZstdFrameEnds : glossZstdGoesOn;
}

size_t glossZstdBound(size_t count) { return ZSTD_compressBound(count); }

size_t glossZstdPack(
    GlossZstdEncoder *encoder, const uint8_t *input, size_t inputCount, uint8_t *output, size_t capacity) {
  size_t count = ZSTD_compress2(encoder->context, output, capacity, input, inputCount);
  return ZSTD_isError(count) ? 0 : count;
}
