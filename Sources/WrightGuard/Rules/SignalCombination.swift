package import WrightModel

/// Puts findings of several layers together into one score.
package enum SignalCombination {
    /// What tells of hidden text that it speaks to somebody: each such rule is a signal of its own.
    private static let separate = "concealed."

    private static func family(of rule: String) -> Substring {
        rule.hasPrefix(separate) ? rule[...] : rule.prefix { $0 != "." }
    }

    /// How likely an attack is, in `0...1`, if findings are independent signals: a noisy-or over families.
    ///
    /// Each rule of hidden text is a signal by itself. Else a family is the part of a rule's name before its first
    /// point; of each family the strongest finding counts, and a quarter of the second strongest of another rule.
    package static func score(of findings: [Finding]) -> Double {
        var families: [Substring: [Substring: Double]] = [:]
        for finding in findings where finding.layer == .rules || finding.layer == .normalisation {
            let family = family(of: finding.rule)
            families[family, default: [:]][finding.rule[...], default: 0] =
                max(families[family]?[finding.rule[...]] ?? 0, finding.score)
        }
        var rest = 1.0
        for family in families.keys.sorted() {
            let scores = (families[family] ?? [:]).values.sorted(by: >)
            guard let first = scores.first else { continue }
            let second = scores.count > 1 ? scores[1] * 0.25 : 0
            rest *= 1 - min(0.97, first + second * (1 - first))
        }
        return 1 - rest
    }
}
