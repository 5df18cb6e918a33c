#include "CZlib.h"

#include <stdlib.h>
#include <zlib.h>

struct GlossInflater {
  z_stream stream;
};

struct GlossDeflater {
  z_stream stream;
};

// 15 bits of window; 16 more stand for the gzip wrapper.
static int windowBits(int wrapper) { return wrapper == glossWrapperIsGzip ? 15 + 16 : 15; }

GlossInflater *glossInflaterCreate(int wrapper) {
  GlossInflater *inflater = calloc(1, sizeof(GlossInflater));
  if (inflater && inflateInit2(&inflater->stream, windowBits(wrapper)) != Z_OK) {
    free(inflater);
    return NULL;
  }
  return inflater;
}

void glossInflaterDestroy(GlossInflater *inflater) {
  if (!inflater) return;
  inflateEnd(&inflater->stream);
  free(inflater);
}

void glossInflaterReset(GlossInflater *inflater) { inflateReset(&inflater->stream); }

GlossDeflater *glossDeflaterCreate(int wrapper, int level) {
  GlossDeflater *deflater = calloc(1, sizeof(GlossDeflater));
  if (deflater
      && deflateInit2(&deflater->stream, level, Z_DEFLATED, windowBits(wrapper), 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    free(deflater);
    return NULL;
  }
  return deflater;
}

void glossDeflaterDestroy(GlossDeflater *deflater) {
  if (!deflater) return;
  deflateEnd(&deflater->stream);
  free(deflater);
}

static uInt clamped(size_t count) { return count > 1u << 30 ? 1u << 30 : (uInt)count; }

static int step(
    z_stream *stream, int (*call)(z_stream *, int), int flush, const uint8_t *input, uInt in, uint8_t *output, uInt out,
    size_t *taken, size_t *given) {
  stream->next_in = (Bytef *)input;
  stream->avail_in = in;
  stream->next_out = output;
  stream->avail_out = out;
  int status = call(stream, flush);
  *taken = in - stream->avail_in;
  *given = out - stream->avail_out;
  if (status == Z_STREAM_END) return glossStreamEnds;
  return status == Z_OK || status == Z_BUF_ERROR ? glossStreamGoesOn : glossStreamIsDamaged;
}

int glossInflate(
    GlossInflater *inflater, const uint8_t *input, size_t inputCount, uint8_t *output, size_t outputCount, size_t *taken,
    size_t *given) {
  return step(
      &inflater->stream, inflate, Z_NO_FLUSH, input, clamped(inputCount), output, clamped(outputCount), taken, given);
}

int glossDeflate(
    GlossDeflater *deflater, const uint8_t *input, size_t inputCount, uint8_t *output, size_t outputCount, int finish,
    size_t *taken, size_t *given) {
  uInt in = clamped(inputCount);
  int isLast = finish && in == inputCount;
  return step(
      &deflater->stream, deflate, isLast ? Z_FINISH : Z_NO_FLUSH, input, in, output, clamped(outputCount), taken, given);
}

uint32_t glossChecksum(const uint8_t *bytes, size_t count) { return (uint32_t)crc32_z(crc32_z(0, NULL, 0), bytes, count); }
