// Scalar functions that the compiler can vectorise: no branches, no calls, no table look-ups.

/// eˣ for x in about [-87, 88]; relative error below 2e-7. The caller clamps.
///
/// x = n·ln 2 + r with |r| ≤ ½ ln 2; eˣ = 2ⁿ·eʳ, eʳ by a polynomial of degree 7 (coefficients as in Cephes' expf).
@inline(__always)
func fastExp(_ x: Float) -> Float {
  // Adding 1.5·2²³ rounds to the nearest integer and leaves that integer in the low bits.
  let magic: Float = 12_582_912
  let shifted = magic.addingProduct(x, 1.442_695_04)
  let n = shifted - magic
  // ln 2 in two parts, the first exact in few bits, so that n·ln 2 loses nothing.
  let r = x.addingProduct(n, -0.693_359_375).addingProduct(n, 2.121_944_4e-4)
  var p: Float = 1.987_569_15e-4
  p = Float(1.398_199_95e-3).addingProduct(p, r)
  p = Float(8.333_451_9e-3).addingProduct(p, r)
  p = Float(4.166_579_6e-2).addingProduct(p, r)
  p = Float(1.666_666_55e-1).addingProduct(p, r)
  p = Float(5.000_000_1e-1).addingProduct(p, r)
  let e = (r + 1).addingProduct(p, r * r)
  return e * Float(bitPattern: (shifted.bitPattern &+ 127) &<< 23)
}

/// Φ(x), the standard normal distribution function, and e^(−x²/2), which its derivative φ(x) = e^(−x²/2)/√(2π) shares.
///
/// erf by Abramowitz and Stegun 7.1.26 (absolute error 1.5e-7).
@inline(__always)
func normalDistribution(_ x: Float) -> (phi: Float, gauss: Float) {
  let a = abs(x) * 0.707_106_78
  let t = 1 / Float(1).addingProduct(0.327_591_1, a)
  var p: Float = 1.061_405_43
  p = Float(-1.453_152_03).addingProduct(p, t)
  p = Float(1.421_413_74).addingProduct(p, t)
  p = Float(-0.284_496_74).addingProduct(p, t)
  p = Float(0.254_829_59).addingProduct(p, t)
  let gauss = fastExp(max(-a * a, -87))
  let tail = 0.5 * p * t * gauss
  return (x < 0 ? tail : 1 - tail, gauss)
}

/// tanh x; absolute error below 3e-7.
@inline(__always)
func fastTanh(_ x: Float) -> Float {
  let e = fastExp(2 * min(max(x, -15), 15))
  return (e - 1) / (e + 1)
}

/// The logistic function 1/(1 + e⁻ˣ).
@inline(__always)
func fastSigmoid(_ x: Float) -> Float {
  1 / (1 + fastExp(-min(max(x, -87), 87)))
}
