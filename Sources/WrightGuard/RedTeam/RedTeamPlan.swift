private import WrightCore

/// Which attempts a run makes: probes × channels × converters, in an order that a seed gives.
public struct RedTeamPlan: Sendable {
    /// Which converters are used.
    public enum Conversion: Sendable, Hashable {
        /// Every probe as it is, and by some converters drawn for each.
        case drawn(Int)
        /// Every probe as it is, and by these.
        case named([RedTeamConverter])
        /// Every probe as it is, and by every converter alone.
        case all
    }

    /// What is tried.
    public struct Configuration: Sendable {
        /// What choices start from.
        public var seed: UInt64 = 1
        /// Only these categories; empty for all.
        public var categories: Set<String> = []
        /// Only these channels; empty for all.
        public var channels: Set<RedTeamProbe.Channel> = []
        /// Which converters are used; by default four are drawn for each probe.
        public var conversion = Conversion.drawn(4)
        /// The most attempts, the first of every category first; nil for all.
        public var limit: Int?

        /// Tries everything.
        public init() {}
    }

    /// The attempts in the order in which they are made.
    public let attacks: [RedTeamAttack]
    /// The packs' names, versions and hashes.
    package let packs: [RedTeamRun.PackReference]
    /// What choices start from.
    public let seed: UInt64

    /// Plans attempts against a kind of target.
    ///
    /// Attempts are the same whatever else is tried beside them.
    public init(packs: [RedTeamPack], target: RedTeamTargetKind, configuration: Configuration = .init()) {
        seed = configuration.seed
        self.packs = packs.map { .init(name: $0.name, version: $0.version, contentHash: $0.contentHash.description) }
        var groups: [(category: String, attacks: [RedTeamAttack])] = []
        var seen: Set<String> = []
        for pack in packs {
            for probe in pack.probes where probe.targets.contains(target) {
                guard configuration.categories.isEmpty || configuration.categories.contains(probe.category),
                    seen.insert(probe.id).inserted
                else { continue }
                let attacks = Self.attacks(of: probe, in: pack, target, configuration)
                if let place = groups.firstIndex(where: { $0.category == probe.category }) {
                    groups[place].attacks += attacks
                } else {
                    groups.append((probe.category, attacks))
                }
            }
        }
        attacks = Self.chosen(groups, configuration)
    }

    private static func attacks(
        of probe: RedTeamProbe,
        in pack: RedTeamPack,
        _ target: RedTeamTargetKind,
        _ configuration: Configuration
    ) -> [RedTeamAttack] {
        var attacks: [RedTeamAttack] = []
        for channel in probe.channels {
            guard configuration.channels.isEmpty || configuration.channels.contains(channel) else { continue }
            // What a model writes is made by models; only a guard is handed such a text. The pipeline calls no tools.
            if channel == .output, target != .guard { continue }
            if channel == .toolOutput, target == .pipeline { continue }
            for converter in converters(for: probe, channel, configuration) {
                attacks.append(
                    RedTeamAttack(probe, channel: channel, converter: converter, of: pack, seed: configuration.seed)
                )
            }
        }
        return attacks
    }

    private static func converters(
        for probe: RedTeamProbe,
        _ channel: RedTeamProbe.Channel,
        _ configuration: Configuration
    ) -> [RedTeamConverter] {
        guard probe.isConvertible else { return [.plain] }
        func fits(_ converter: RedTeamConverter) -> Bool {
            converter != .plain && (!converter.isConversational || channel == .direct)
        }
        switch configuration.conversion {
        case .all: return [.plain] + RedTeamConverter.all.filter(fits)
        case .named(let converters): return [.plain] + converters.filter(fits)
        case .drawn(let count):
            let seed = RedTeamSeed.mixed(configuration.seed, "converters \(probe.id) \(channel.rawValue)")
            var random = SeededRandom(seed: seed)
            return [.plain] + RedTeamConverter.all.filter(fits).shuffled(using: &random).prefix(max(0, count))
        }
    }

    /// The attempts, the categories by turns, each in an order that the seed gives.
    private static func chosen(
        _ groups: [(category: String, attacks: [RedTeamAttack])],
        _ configuration: Configuration
    ) -> [RedTeamAttack] {
        guard let limit = configuration.limit else { return groups.flatMap(\.attacks) }
        let mixed = groups.map { group in
            var random = SeededRandom(seed: RedTeamSeed.mixed(configuration.seed, "order " + group.category))
            return group.attacks.shuffled(using: &random)
        }
        var chosen: [RedTeamAttack] = []
        let longest = mixed.map(\.count).max() ?? 0
        for round in 0..<longest {
            for group in mixed where round < group.count && chosen.count < limit { chosen.append(group[round]) }
            if chosen.count >= limit { break }
        }
        return chosen
    }
}
