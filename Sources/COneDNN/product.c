#include "COneDNN.h"

#include <oneapi/dnnl/dnnl.h>
#include <pthread.h>
#include <stdlib.h>

// Declared here, because clang does not ship OpenMP's header; oneDNN is linked with this library.
extern void omp_set_num_threads(int count);

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t Description;
typedef const_dnnl_memory_desc_t QueriedDescription;
#define ADDRESS(description) (description)
static dnnl_status_t describe(Description *d, int rows, int columns, dnnl_format_tag_t tag) {
  dnnl_dims_t dims = {rows, columns};
  return dnnl_memory_desc_create_with_tag(d, 2, dims, dnnl_f32, tag);
}
static dnnl_status_t describe_rows(Description *d, int rows, int columns, int stride) {
  dnnl_dims_t dims = {rows, columns}, strides = {stride, 1};
  return dnnl_memory_desc_create_with_strides(d, 2, dims, dnnl_f32, strides);
}
static void forget(Description *d) {
  if (*d) dnnl_memory_desc_destroy(*d);
}
static dnnl_status_t matmul(dnnl_primitive_desc_t *pd, dnnl_engine_t e, Description *x, Description *w, Description *b,
                            Description *y, dnnl_primitive_attr_t attributes) {
  return dnnl_matmul_primitive_desc_create(pd, e, *x, *w, *b, *y, attributes);
}
static dnnl_status_t append(dnnl_post_ops_t ops, dnnl_alg_kind_t kind, float alpha) {
  return dnnl_post_ops_append_eltwise(ops, kind, alpha, 0);
}
static dnnl_status_t append_sum(dnnl_post_ops_t ops) {
  return dnnl_post_ops_append_sum(ops, 1, 0, dnnl_data_type_undef);
}
#define EMPTY NULL
#define QUERIED(description) ((Description *)&(description))
#else
typedef dnnl_memory_desc_t Description;
typedef const dnnl_memory_desc_t *QueriedDescription;
#define ADDRESS(description) (&(description))
static dnnl_status_t describe(Description *d, int rows, int columns, dnnl_format_tag_t tag) {
  dnnl_dims_t dims = {rows, columns};
  return dnnl_memory_desc_init_by_tag(d, 2, dims, dnnl_f32, tag);
}
static dnnl_status_t describe_rows(Description *d, int rows, int columns, int stride) {
  dnnl_dims_t dims = {rows, columns}, strides = {stride, 1};
  return dnnl_memory_desc_init_by_strides(d, 2, dims, dnnl_f32, strides);
}
static void forget(Description *d) { (void)d; }
static dnnl_status_t matmul(dnnl_primitive_desc_t *pd, dnnl_engine_t e, Description *x, Description *w, Description *b,
                            Description *y, dnnl_primitive_attr_t attributes) {
  dnnl_matmul_desc_t d;
  dnnl_status_t status = dnnl_matmul_desc_init(&d, x, w, b, y);
  return status ? status : dnnl_primitive_desc_create(pd, &d, attributes, e, NULL);
}
static dnnl_status_t append(dnnl_post_ops_t ops, dnnl_alg_kind_t kind, float alpha) {
  return dnnl_post_ops_append_eltwise(ops, 1, kind, alpha, 0);
}
static dnnl_status_t append_sum(dnnl_post_ops_t ops) { return dnnl_post_ops_append_sum(ops, 1); }
#define EMPTY {0}
#define QUERIED(description) ((Description *)(description))
#endif

#define TRY(call) do { if ((status = (call)) != dnnl_success) goto end; } while (0)

static pthread_once_t once = PTHREAD_ONCE_INIT;
static dnnl_engine_t engine;
static void create_engine(void) {
  if (dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success) engine = NULL;
}
static dnnl_engine_t the_engine(void) {
  pthread_once(&once, create_engine);
  return engine;
}

struct GlossWeights {
  int outputs, inputs;
  dnnl_memory_t memory;
};

struct GlossProduct {
  dnnl_primitive_t primitive;
  dnnl_stream_t stream;
  dnnl_memory_t x, bias, y, scratch;
  size_t scratch_size;
};

int glossOneDNNVersion(void) { return dnnl_version()->major * 100 + dnnl_version()->minor; }

void glossOneDNNUseOneThread(void) { omp_set_num_threads(1); }

static dnnl_status_t set_epilogue(dnnl_primitive_attr_t attributes, enum GlossEpilogue epilogue) {
  dnnl_post_ops_t ops = NULL;
  dnnl_status_t status;
  if (epilogue == GlossEpilogueNone) return dnnl_success;
  TRY(dnnl_post_ops_create(&ops));
  switch (epilogue) {
    case GlossEpilogueNone: break;
    case GlossEpilogueAdd: TRY(append_sum(ops)); break;
    case GlossEpilogueGELU: TRY(append(ops, dnnl_eltwise_gelu_erf, 0)); break;
    case GlossEpilogueGELUTanh: TRY(append(ops, dnnl_eltwise_gelu_tanh, 0)); break;
    case GlossEpilogueReLU: TRY(append(ops, dnnl_eltwise_relu, 0)); break;
    case GlossEpilogueTanh: TRY(append(ops, dnnl_eltwise_tanh, 0)); break;
    case GlossEpilogueSigmoid: TRY(append(ops, dnnl_eltwise_logistic, 0)); break;
    case GlossEpilogueSiLU: TRY(append(ops, dnnl_eltwise_swish, 1)); break;
  }
  TRY(dnnl_primitive_attr_set_post_ops(attributes, ops));
end:
  if (ops) dnnl_post_ops_destroy(ops);
  return status;
}

// The description of a product; `w` is in any order if it is NULL.
static dnnl_status_t describe_product(dnnl_primitive_desc_t *pd, QueriedDescription w, int rows, int inputs,
                                      int outputs, int x_stride, int y_stride, enum GlossEpilogue epilogue) {
  Description x = EMPTY, any = EMPTY, b = EMPTY, y = EMPTY;
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_status_t status = dnnl_runtime_error;
  if (!the_engine()) return status;
  TRY(describe_rows(&x, rows, inputs, x_stride));
  TRY(describe(&b, 1, outputs, dnnl_ab));
  TRY(describe_rows(&y, rows, outputs, y_stride));
  TRY(dnnl_primitive_attr_create(&attributes));
  // oneDNN's own scratch memory belongs to the thread that made a primitive; ours moves between threads.
  TRY(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user));
  TRY(set_epilogue(attributes, epilogue));
  if (w) {
    TRY(matmul(pd, engine, &x, QUERIED(w), &b, &y, attributes));
  } else {
    TRY(describe(&any, inputs, outputs, dnnl_format_tag_any));
    TRY(matmul(pd, engine, &x, &any, &b, &y, attributes));
  }
end:
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  forget(&x);
  forget(&any);
  forget(&b);
  forget(&y);
  return status;
}

int glossWeightsCreate(const float *w, int outputs, int inputs, int rows, GlossWeights **result) {
  Description plain = EMPTY;
  dnnl_primitive_desc_t pd = NULL, reorder_pd = NULL;
  dnnl_primitive_t reorder = NULL;
  dnnl_memory_t from = NULL;
  dnnl_stream_t stream = NULL;
  dnnl_status_t status = dnnl_out_of_memory;
  GlossWeights *weights = calloc(1, sizeof *weights);
  *result = NULL;
  if (!weights) goto end;
  weights->outputs = outputs;
  weights->inputs = inputs;
  TRY(describe_product(&pd, NULL, rows, inputs, outputs, inputs, outputs, GlossEpilogueNone));
  QueriedDescription packed = dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0);
  // W as oneDNN sees it is [inputs, outputs], and ours lies in memory column by column.
  TRY(describe(&plain, inputs, outputs, dnnl_ba));
  TRY(dnnl_memory_create(&weights->memory, packed, engine, DNNL_MEMORY_ALLOCATE));
  TRY(dnnl_memory_create(&from, ADDRESS(plain), engine, (void *)w));
  TRY(dnnl_reorder_primitive_desc_create(&reorder_pd, ADDRESS(plain), engine, packed, engine, NULL));
  TRY(dnnl_primitive_create(&reorder, reorder_pd));
  TRY(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags));
  dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, weights->memory}};
  TRY(dnnl_primitive_execute(reorder, stream, 2, arguments));
  TRY(dnnl_stream_wait(stream));
  *result = weights;
end:
  if (stream) dnnl_stream_destroy(stream);
  if (reorder) dnnl_primitive_destroy(reorder);
  if (reorder_pd) dnnl_primitive_desc_destroy(reorder_pd);
  if (from) dnnl_memory_destroy(from);
  if (pd) dnnl_primitive_desc_destroy(pd);
  forget(&plain);
  if (!*result && weights) glossWeightsDestroy(weights);
  return status;
}

void glossWeightsDestroy(GlossWeights *weights) {
  if (weights->memory) dnnl_memory_destroy(weights->memory);
  free(weights);
}

int glossProductCreate(const GlossWeights *weights, int rows, int xStride, int yStride, enum GlossEpilogue epilogue,
                       GlossProduct **result) {
  dnnl_primitive_desc_t pd = NULL;
  dnnl_status_t status = dnnl_out_of_memory;
  GlossProduct *product = calloc(1, sizeof *product);
  *result = NULL;
  if (!product) goto end;
#if DNNL_VERSION_MAJOR >= 3
  QueriedDescription w;
#else
  const dnnl_memory_desc_t *w;
#endif
  TRY(dnnl_memory_get_memory_desc(weights->memory, &w));
  TRY(describe_product(&pd, w, rows, weights->inputs, weights->outputs, xStride, yStride, epilogue));
  TRY(dnnl_primitive_create(&product->primitive, pd));
  TRY(dnnl_stream_create(&product->stream, engine, dnnl_stream_default_flags));
  QueriedDescription scratch = dnnl_primitive_desc_query_md(pd, dnnl_query_scratchpad_md, 0);
  product->scratch_size = dnnl_memory_desc_get_size(scratch);
  TRY(dnnl_memory_create(&product->x, dnnl_primitive_desc_query_md(pd, dnnl_query_src_md, 0), engine,
                         DNNL_MEMORY_NONE));
  TRY(dnnl_memory_create(&product->bias, dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 1), engine,
                         DNNL_MEMORY_NONE));
  TRY(dnnl_memory_create(&product->y, dnnl_primitive_desc_query_md(pd, dnnl_query_dst_md, 0), engine,
                         DNNL_MEMORY_NONE));
  TRY(dnnl_memory_create(&product->scratch, scratch, engine, DNNL_MEMORY_NONE));
  *result = product;
end:
  if (pd) dnnl_primitive_desc_destroy(pd);
  if (!*result && product) glossProductDestroy(product);
  return status;
}

void glossProductDestroy(GlossProduct *product) {
  dnnl_memory_t memories[] = {product->x, product->bias, product->y, product->scratch};
  for (int i = 0; i < 4; i++)
    if (memories[i]) dnnl_memory_destroy(memories[i]);
  if (product->stream) dnnl_stream_destroy(product->stream);
  if (product->primitive) dnnl_primitive_destroy(product->primitive);
  free(product);
}

size_t glossProductScratchSize(const GlossProduct *product) { return product->scratch_size; }

int glossProductRun(GlossProduct *product, const GlossWeights *weights, const float *x, const float *bias, float *y,
                    void *scratch) {
  dnnl_status_t status;
  TRY(dnnl_memory_set_data_handle(product->x, (void *)x));
  TRY(dnnl_memory_set_data_handle(product->bias, (void *)bias));
  TRY(dnnl_memory_set_data_handle(product->y, y));
  TRY(dnnl_memory_set_data_handle(product->scratch, scratch));
  dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, product->x},
                                 {DNNL_ARG_WEIGHTS, weights->memory},
                                 {DNNL_ARG_BIAS, product->bias},
                                 {DNNL_ARG_DST, product->y},
                                 {DNNL_ARG_SCRATCHPAD, product->scratch}};
  TRY(dnnl_primitive_execute(product->primitive, product->stream, 5, arguments));
  TRY(dnnl_stream_wait(product->stream));
end:
  return status;
}
