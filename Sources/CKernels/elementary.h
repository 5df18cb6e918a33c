// Functions of a vector V of LANES floats (BITS: the same of integers), for whoever includes this with TARGET and NAME.

// 2ˣ for x in [−126, 127]; relative error 1.5e-7.
TARGET static inline __attribute__((always_inline)) V NAME(exp2)(V x) {
  // Adding 1.5·2²³ rounds to the nearest integer and leaves that integer in the low bits.
  V shifted = x + 12582912.0f;
  V f = x - (shifted - 12582912.0f);
  V e = (V)(0.001327647198816327f);
  e = __builtin_elementwise_fma(e, f, (V)(0.009675541334382263f));
  e = __builtin_elementwise_fma(e, f, (V)(0.055507132735099274f));
  e = __builtin_elementwise_fma(e, f, (V)(0.2402211972384168f));
  e = __builtin_elementwise_fma(e, f, (V)(0.693146967064754f));
  e = __builtin_elementwise_fma(e, f, (V)(1.0000000716546829f));
  return (V)((BITS)e + ((BITS)shifted << 23));
}

// x·Φ(x) = max(x, 0) − |x|·Φ(−|x|), with log₂ Φ(−a) as a polynomial (minimax of the result, 6.4e-8; 2.5e-7 with rounding).
TARGET static inline __attribute__((always_inline)) V NAME(gelu)(V x) {
  V a = __builtin_elementwise_abs(x);
  // Beyond 8 the second term is below 1e-11, and the polynomial is only good up to there.
  V t = __builtin_elementwise_min(a, (V)(8.0f));
  V p = (V)(3.17749218843515e-05f);
  p = __builtin_elementwise_fma(p, t, (V)(-0.0007569161714096344f));
  p = __builtin_elementwise_fma(p, t, (V)(0.008036975288701287f));
  p = __builtin_elementwise_fma(p, t, (V)(-0.053337404861415166f));
  p = __builtin_elementwise_fma(p, t, (V)(-0.4588343286669661f));
  p = __builtin_elementwise_fma(p, t, (V)(-1.151177109301039f));
  p = __builtin_elementwise_fma(p, t, (V)(-0.9999963286342481f));
  return __builtin_elementwise_fma(-a, NAME(exp2)(p), __builtin_elementwise_max(x, (V)(0.0f)));
}
