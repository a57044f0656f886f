// Words that talk to a model about itself, by what they do in a sentence. A word may do several things. Only kinds of
// words stand here, no phrases of known attacks: how the kinds stand together is learned.

/// Kinds of words that the window classifier counts.
enum GuardLexicon {
    /// What a word does.
    enum Kind: Int, CaseIterable {
        case override, rule, secret, reveal, machine, persona, limit, carry, you, earlier, duty, fresh, own, command
    }

    /// Words that may stand before the verb of a command.
    static let softeners: Set<UInt32> = hashes("please now then also just and kindly")
    /// Words without content, for the comparison of a window with the rest of its text.
    static let stopWords: Set<UInt32> = hashes(
        """
        the a an of to and in is it for on with as at by be this that i you we he she they are was were or from have \
        has had not but
        """
    )

    /// The kinds of a word, as bits, by the hash of its folded letters.
    static let kinds: [UInt32: UInt16] = {
        var kinds: [UInt32: UInt16] = [:]
        for (kind, list) in words {
            for hash in hashes(list) { kinds[hash, default: 0] |= 1 << UInt16(kind.rawValue) }
        }
        return kinds
    }()

    /// Kinds that say more when they stand near one another.
    static let pairs: [(UInt16, UInt16)] = [
        (.override, .rule), (.override, .earlier), (.earlier, .rule), (.reveal, .secret), (.reveal, .rule),
        (.you, .limit), (.persona, .limit), (.you, .persona), (.machine, .limit), (.you, .machine), (.duty, .limit),
        (.reveal, .earlier), (.fresh, .rule), (.you, .rule), (.carry, .secret), (.duty, .reveal), (.override, .limit),
        (.you, .secret),
    ]
    .map { (pair: (Kind, Kind)) in (1 << UInt16(pair.0.rawValue), 1 << UInt16(pair.1.rawValue)) }

    /// The hash of a word's folded scalars (FNV-1a over 32-bit units).
    static func hash(_ scalars: some Sequence<UInt32>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for scalar in scalars { hash = (hash ^ scalar) &* 16_777_619 }
        return hash ^ hash >> 15
    }

    private static func hashes(_ list: String) -> Set<UInt32> {
        Set(list.split { $0.isWhitespace }.map { hash($0.unicodeScalars.map(\.value)) })
    }

    private static let words: [(Kind, String)] = [
        (
            .override,
            """
            ignore ignoring ignored disregard disregarding forget forgetting override overriding overrides bypass \
            bypassing neglect dismiss skip discard cancel supersede circumvent omit revoke disobey violate violating \
            break breaking evade erase
            """
        ),
        (
            .rule,
            """
            instruction instructions prompt prompts rule rules guideline guidelines directive directives command \
            commands policy policies constraint constraints restriction restrictions order orders safeguard safeguards \
            protocol protocols programming filter filters limitation limitations
            """
        ),
        (
            .secret,
            """
            password passwords secret secrets key keys confidential hidden credential credentials token passphrase \
            passcode code private internal sensitive
            """
        ),
        (
            .reveal,
            """
            reveal reveals repeat print show tell output display disclose leak spell recite expose share give provide \
            write say list dump echo copy encode decode translate summarize summarise describe
            """
        ),
        (
            .machine,
            """
            ai assistant assistants chatgpt gpt model models chatbot bot openai llm llms claude anthropic bard gemini \
            agent agents language
            """
        ),
        (
            .persona,
            """
            act acting pretend pretending roleplay persona character simulate simulated simulation imagine imaginary \
            hypothetical hypothetically fictional dan mode role opposite
            """
        ),
        (
            .limit,
            """
            unrestricted uncensored unfiltered ethical ethics moral morals morality illegal unethical immoral refuse \
            refuses refusing refusal apologize apologise warning warnings disclaimer disclaimers censorship harmful \
            legal illegally amoral freedom freed limits anything unlimited forbidden prohibited nsfw offensive \
            inappropriate
            """
        ),
        (
            .carry,
            """
            send forward email upload http https url curl post exfiltrate transfer append image link visit fetch \
            download submit bank account attacker
            """
        ),
        (.you, "you your yours yourself youre u"),
        (.earlier, "previous prior above earlier before preceding former initial original far aforementioned past"),
        (.duty, "must shall will always never cannot only strictly immediately regardless under any"),
        (.fresh, "new now instead following below next actual real updated priority important attention urgent"),
        (.own, "i me my we our us mine"),
        (
            .command,
            """
            ignore disregard forget write tell give show repeat print explain describe act pretend imagine answer \
            reply respond send use do dont never always please stop start begin add include append provide create \
            generate make list translate summarize summarise convert encode output reveal say speak read open run \
            execute call let lets enter switch activate play note remember keep follow change replace insert get \
            find check update schedule transfer delete remove download buy book share
            """
        ),
    ]
}
