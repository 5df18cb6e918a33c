// Everything for vectors of one width: `kernels.c` says which.
#include "product.h"

#include "attention.h"

static const Code NAME(code) = {32 * LANES,    NAME(packed_count),            NAME(pack),     NAME(scratch_count),
                                NAME(product), NAME(attention_scratch_count), NAME(attention)};

#undef NR
#undef EACH
#undef V
#undef U
#undef BITS
#undef Q
#undef ALL
#undef AT
#undef FACTORS
#undef TILE
#undef TARGET
#undef NAME
#undef LANES
#undef MR
#undef NV
#undef ROWS
