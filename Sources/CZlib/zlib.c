#include "CZlib.h"

#include <stdlib.h>
#include <zlib.h>

struct GlossInflater {
  z_stream stream;
};

GlossInflater *glossInflaterCreate(void) {
  GlossInflater *inflater = calloc(1, sizeof(GlossInflater));
  // 15 bits of window, 16 for the gzip wrapper.
  if (inflater && inflateInit2(&inflater->stream, 15 + 16) != Z_OK) {
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

static uInt clamped(size_t count) { return count > 1u << 30 ? 1u << 30 : (uInt)count; }

int glossInflate(
    GlossInflater *inflater, const uint8_t *input, size_t inputCount, uint8_t *output, size_t outputCount, size_t *taken,
    size_t *given) {
  z_stream *stream = &inflater->stream;
  uInt in = clamped(inputCount), out = clamped(outputCount);
  stream->next_in = (Bytef *)input;
  stream->avail_in = in;
  stream->next_out = output;
  stream->avail_out = out;
  int status = inflate(stream, Z_NO_FLUSH);
  *taken = in - stream->avail_in;
  *given = out - stream->avail_out;
  if (status == Z_STREAM_END) return glossInflateEnds;
  return status == Z_OK || status == Z_BUF_ERROR ? glossInflateGoesOn : glossInflateIsDamaged;
}

uint32_t glossChecksum(const uint8_t *bytes, size_t count) { return (uint32_t)crc32_z(crc32_z(0, NULL, 0), bytes, count); }
