public import WrightCore

/// A value with the lowest trust of all that it derives from.
///
/// Whatever is made of several values is trusted as little as the least of them, so trust is lost on the way and never
/// gained.
///
/// ```swift
/// let address = page.map { firstAddress(in: $0) }        // as little trusted as the page
/// let message = address.combined(with: text) { "\($0): \($1)" }
/// ```
public struct Tainted<Value> {
    /// The value.
    public let value: Value
    /// The lowest trust of all that it derives from.
    public let tier: TrustTier

    /// Marks a value with its origin's trust.
    public init(_ value: Value, tier: TrustTier) {
        self.value = value
        self.tier = tier
    }

    /// What is made of this value alone.
    public func map<Other>(_ transform: (Value) throws -> Other) rethrows -> Tainted<Other> {
        Tainted<Other>(try transform(value), tier: tier)
    }

    /// What is made of this value and another one.
    public func combined<Second, Other>(
        with second: Tainted<Second>,
        _ transform: (Value, Second) throws -> Other
    ) rethrows -> Tainted<Other> {
        Tainted<Other>(try transform(value, second.value), tier: min(tier, second.tier))
    }

    /// The same value, trusted no more than `tier`.
    public func lowered(to tier: TrustTier) -> Self {
        Self(value, tier: min(self.tier, tier))
    }
}

extension Tainted: Sendable where Value: Sendable {}
extension Tainted: Equatable where Value: Equatable {}
extension Tainted: Hashable where Value: Hashable {}
