public import WrightCore
package import WrightModel

/// A failure of operations: a price table that cannot be read, or a budget that does not suffice.
public struct OperationsError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case unreadablePrices
            case budgetExceeded
            case priceUnknown
        }

        private let kind: Kind

        /// A price table does not follow its format.
        public static let unreadablePrices = Self(kind: .unreadablePrices)
        /// A call might cost more than is left.
        public static let budgetExceeded = Self(kind: .budgetExceeded)
        /// A call cannot be kept within a budget, since its price is not known.
        public static let priceUnknown = Self(kind: .priceUnknown)

        fileprivate var name: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong.
    public let message: String
    /// What to do about it.
    public let remedy: String?

    /// The code's stable name.
    public var identifier: String { code.name }

    package static func unreadablePrices(name: String, reason: String) -> Self {
        Self(
            code: .unreadablePrices,
            message: "The price table '\(name)' cannot be read: \(reason).",
            remedy: "Correct it at the place named."
        )
    }

    package static func budgetExceeded(needed: MicroDollars, left: MicroDollars) -> Self {
        Self(
            code: .budgetExceeded,
            message: "The call may cost up to \(needed), but only \(left) of the budget is left.",
            remedy: "Raise the budget, lower the limit of output tokens, or ask a cheaper model."
        )
    }

    package static func priceUnknown(provider: String, model: String) -> Self {
        Self(
            code: .priceUnknown,
            message: "The price of '\(model)' at '\(provider)' is not known, so it cannot be kept within a budget.",
            remedy: "Write its price, which may be 0, under that provider and model into a table of yours, name the "
                + "table as 'prices' in wright.yaml or as WRIGHT_PRICES, or ask without a budget."
        )
    }
}
