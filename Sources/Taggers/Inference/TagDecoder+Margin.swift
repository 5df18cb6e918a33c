import Annotations

/// How sure a path is: what its logits would have to change by for another path to be chosen.
extension TagDecoder {
  /// By how much the chosen path's sum of logits leads that of any other path, the words taken as a whole sentence: of a path of `argmax`
  /// the least lead of a word, of `viterbi` the lead over the second best path that the scheme allows. Infinite where there is no
  /// other, 0 where nothing can be said.
  ///
  /// - Parameter logits: `[words, labels]`, row by row.
  public func margin(_ logits: ArraySlice<Float>) -> Float {
    margin(logits, leads(logits))
  }

  private func margin(_ logits: ArraySlice<Float>, _ leads: (ids: [Int], lead: Float)) -> Float {
    guard leads.lead >= 0 else { return 0 }
    return method == .argmax || leads.ids.isEmpty ? leads.lead : pathMargin(logits)
  }

  /// Whether `margin` is less than `limit`, which nearly every sentence tells without looking at paths.
  public func isClose(_ logits: ArraySlice<Float>, within limit: Float) -> Bool {
    guard limit > 0, limit.isFinite else { return limit > 0 }
    let leads = leads(logits)
    // A path that is legal as it stands leads all others by one word's lead at least.
    if leads.lead >= limit, method == .argmax || isLegal(leads.ids) { return false }
    return !(margin(logits, leads) >= limit)
  }

  /// Each word's best label, and the least lead of a word's best label over its second; NaN if a logit is.
  private func leads(_ logits: ArraySlice<Float>) -> (ids: [Int], lead: Float) {
    let c = labels.count
    var (ids, least) = ([Int](), Float.infinity)
    for start in stride(from: logits.startIndex, to: logits.endIndex - c + 1, by: c) {
      var (best, second, id) = (-Float.infinity, -Float.infinity, 0)
      for label in 0..<c {
        let value = logits[start + label]
        guard value.isFinite else { return (ids, .nan) }
        if value > best {
          (second, best, id) = (best, value, label)
        } else if value > second {
          second = value
        }
      }
      ids.append(id)
      least = min(least, best - second)
    }
    return (ids, least)
  }

  /// The best path's lead over the best that differs from it: at one word at least the other has another label, so that the sums of
  /// the best paths through each label of each word tell.
  private func pathMargin(_ logits: ArraySlice<Float>) -> Float {
    let c = labels.count
    let words = logits.count / c
    let z = logits.map(Double.init)
    var before = [Double](repeating: -.infinity, count: words * c)
    var behind = before
    for label in 0..<c {
      if allowedFirst[label] { before[label] = z[label] }
      if allowedLast[label] { behind[(words - 1) * c + label] = 0 }
    }
    for word in stride(from: 1, to: words, by: 1) {
      for label in 0..<c {
        var best = -Double.infinity
        for previous in 0..<c where allowed[previous * c + label] {
          best = max(best, before[(word - 1) * c + previous])
        }
        before[word * c + label] = best + z[word * c + label]
      }
    }
    for word in stride(from: words - 2, through: 0, by: -1) {
      for label in 0..<c {
        var best = -Double.infinity
        for next in 0..<c where allowed[label * c + next] {
          best = max(best, behind[(word + 1) * c + next] + z[(word + 1) * c + next])
        }
        behind[word * c + label] = best
      }
    }
    var least = Double.infinity
    for word in 0..<words {
      var (best, second) = (-Double.infinity, -Double.infinity)
      for label in 0..<c {
        let value = before[word * c + label] + behind[word * c + label]
        if value > best {
          (second, best) = (best, value)
        } else {
          second = max(second, value)
        }
      }
      guard best.isFinite else { return 0 }
      least = min(least, best - second)
    }
    return Float(least)
  }
}
