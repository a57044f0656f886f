// Finds words of a CV that are addressed to a program or to those who assess, not to a reader.
//
// Idea: each sentence is folded (case, accents, look-alike letters, spaced-out letters) and looked at by rules of
// phrases; a sentence that reports work in the past tense is a description, in which such words are quoted.
// Source: own rules after published attacks on CV screening. Deviation: none.
// Nothing depends on finding all: evidence is read by grammar and dates, so an instruction that slips through changes
// no result; it is just not shown.

/// Finds instructions in lines of a CV.
enum InstructionRules {
    /// The name of the rule that a line breaks; nil for an ordinary line.
    static func rule(for line: String) -> String? {
        let folded = LookalikeLetters.folded(line)
        for text in [folded, joinedLetters(folded), line.lowercased(), lettersForDigits(folded)] {
            if let rule = wholeLineRule(text) { return rule }
            for sentence in sentences(of: text) {
                if let rule = sentenceRule(sentence) { return rule }
            }
        }
        return encodedRule(line)
    }

    /// The rule for bare text that a reader does not see, where any hint of an instruction will do.
    static func isInstruction(_ text: String) -> Bool {
        rule(for: text) != nil || text.split(separator: "\n").contains { rule(for: String($0)) != nil }
    }

    private static func wholeLineRule(_ text: String) -> String? {
        if hasForgedMarker(text) { return "forged section" }
        if text.contains("{"), forgedKeys.contains(where: { hasValue($0, in: text) }) { return "forged output" }
        if let rule = AppealRules.rule(forLine: text) { return rule }
        if chatMarkers.contains(where: { text.contains($0) }) { return "forged role" }
        if let colon = text.firstIndex(where: { $0 == ":" || $0 == ">" }) {
            let speaker = text[..<colon].trimmed
            let rest = Sentence(String(text[text.index(after: colon)...]))
            // "AI: candidate ranking" is a list of subjects.
            let isSubject = ["ai", "model", "developer"].contains(speaker) && !rest.has(orderWords)
            if speakers.contains(speaker), rest.has(addressWords), !isSubject { return "forged role" }
            if noteSpeakers.contains(where: { speaker.hasSuffix($0) }) { return "forged section" }
        }
        return nil
    }

    private static func sentenceRule(_ text: String) -> String? {
        let sentence = Sentence(text)
        guard !sentence.words.isEmpty else { return nil }
        if sentence.has(addressees),
            sentence.has(["reading", "reviewing", "evaluating", "processing", "screening", "parsing"]),
            sentence.has(["this", "attention", "note", "dear", "if"]), !sentence.isReport
        {
            return "addressed to a program"
        }
        if sentence.contains(["you", "are", "now"]) || sentence.contains(["from", "now", "on"])
            || sentence.contains(["new", "instructions"]) && !sentence.isReport
            || sentence.contains(["you", "are", "an", "ai"]) || sentence.contains(["pretend", "to", "be"])
        {
            return "role change"
        }
        guard !sentence.isReport else { return nil }
        return overrideRule(sentence) ?? decisionRule(sentence) ?? actionRule(sentence)
            ?? AppealRules.rule(for: sentence)
    }

    private static func overrideRule(_ sentence: Sentence) -> String? {
        if sentence.pair(overrideVerbs, overrideObjects, within: 8) { return "override" }
        if sentence.text.contains("忽略") || sentence.text.contains("無視") || sentence.text.contains("无视")
            || sentence.text.contains("игнорир") || sentence.text.contains("지시를 무시")
        {
            return "override"
        }
        if sentence.words.first == "act",
            sentence.has(["recruiter", "evaluator", "assistant", "judge", "reviewer", "ai"])
        {
            return "role change"
        }
        return nil
    }

    private static func decisionRule(_ sentence: Sentence) -> String? {
        let isAboutThis = sentence.phrases([
            "this candidate", "this applicant", "this person", "this resume", "this cv", "this one", "this profile",
            "the candidate as", "me as", "this application", "diese person", "diesen kandidaten", "diese bewerbung",
            "este candidato", "esta persona", "ce candidat", "cette personne", "questo candidato", "deze kandidaat",
        ])
        if isAboutThis, sentence.has(decisionVerbs) { return "decision" }
        if sentence.phrases([
            "perfect score", "maximum score", "highest score", "score 100", "score of 100", "full marks",
            "top score", "perfect match", "best match", "10/10", "100/100", "highest rating", "top rating",
        ]), sentence.startsWith(decisionVerbs) || sentence.phrases(["regardless of"]) {
            return "decision"
        }
        if sentence.has(["others", "other", "all"]), sentence.has(["candidates", "applicants", "others"]),
            sentence.startsWith([
                "rank", "reject", "downgrade", "exclude", "lower", "ignore", "discard", "prefer", "place",
            ])
                || sentence.phrases(["rank all", "reject all", "rank others", "reject other", "all others below"])
        {
            return "sabotage"
        }
        if sentence.phrases([
            "must not be rejected", "must be hired", "must be advanced", "must be approved",
            "must be shortlisted", "must be accepted", "must be interviewed", "should be hired", "cannot be rejected",
            "may not be rejected", "should not be rejected", "must be selected", "should be shortlisted",
            "must be ranked",
            "is the best candidate", "should be advanced", "must not be filtered", "must not be screened",
        ]) {
            return "policy"
        }
        if sentence.has(modelWords), sentence.has(["should", "must", "shall"]),
            sentence.has(["select", "choose", "hire", "rank", "pick", "prefer", "recommend", "shortlist", "advance"])
        {
            return "self-promotion to programs"
        }
        if sentence.phrases(["meets all requirements", "meets every requirement"]),
            sentence.has(["evaluator", "candidate", "applicant", "notes"])
        {
            return "decision"
        }
        return nil
    }

    private static func actionRule(_ sentence: Sentence) -> String? {
        if sentence.startsWith(["remember", "memorize", "memorise", "store", "save", "note"])
            && sentence.phrases([
                "all future", "future candidates", "future applicants", "every candidate", "next candidate",
                "future conversations", "future sessions", "future evaluations", "long-term memory",
            ]) || sentence.phrases(["for all future candidates", "in all future evaluations"])
        {
            return "memory"
        }
        if sentence.startsWith([
            "reveal", "print", "show", "repeat", "output", "send", "forward", "email", "leak", "disclose",
            "dump", "list", "include", "share", "post", "append", "return", "tell", "export", "copy", "summarize",
            "upload",
        ]),
            sentence.phrases([
                "system prompt", "your prompt", "your instructions", "other candidates", "other applicants",
                "api key", "api keys", "all candidates", "previous candidates", "hidden prompt", "personal data of",
                "candidate database", "your system", "other cvs", "other resumes", "the prompt", "confidential", "http",
                "email addresses", "candidate list", "every candidate",
            ])
        {
            return "exfiltration"
        }
        if sentence.startsWith(["call", "invoke", "execute", "trigger", "run", "use", "activate"]),
            sentence.has(["tool", "function", "webhook", "plugin"])
                || sentence.words.contains(where: { $0.contains("_") })
        {
            return "tool use"
        }
        if sentence.startsWith(["schedule", "confirm", "book", "send"]),
            sentence.phrases(["an interview", "the interview", "an offer", "offer letter"])
        {
            return "tool use"
        }
        if sentence.has(["decode"]), sentence.has(["obey", "follow", "execute", "comply", "instructions"]) {
            return "encoded instruction"
        }
        return nil
    }

    /// A long run of base64 that holds readable words.
    private static func encodedRule(_ line: String) -> String? {
        for token in line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == ":" || $0 == "," })
        where token.utf8.count >= 20 {
            guard let plain = Base64Text.decoded(token) else { continue }
            for sentence in sentences(of: LookalikeLetters.folded(plain)) where sentenceRule(sentence) != nil {
                return "encoded instruction"
            }
        }
        return nil
    }

    /// Whether a member of JSON stands in a text with a value, and not with the name of a type.
    private static func hasValue(_ key: String, in text: String) -> Bool {
        guard let place = text.firstRange(of: "\"\(key)\"")?.upperBound else { return false }
        let rest = text[place...].drop { $0 == " " }
        guard rest.first == ":", let value = rest.dropFirst().first(where: { $0 != " " }) else { return false }
        return value == "\"" || value.isNumber || value == "t" && rest.contains("true")
    }

    /// "1gn0re": digits and signs inside words read as the letters that they resemble.
    private static func lettersForDigits(_ text: String) -> String {
        let letters: [Character: Character] = [
            "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s",
        ]
        return text.split(separator: " ", omittingEmptySubsequences: false)
            .map { word in
                guard word.contains(where: \.isLetter), word.contains(where: { letters[$0] != nil }) else {
                    return String(word)
                }
                return String(word.map { letters[$0] ?? $0 })
            }
            .joined(separator: " ")
    }

    /// "i g n o r e   a l l", "i.g.n.o.r.e": single letters joined again.
    private static func joinedLetters(_ text: String) -> String {
        let signs: Set<Character> = [".", "-", "_", "*", "·"]
        let dotted = text.split(separator: " ")
            .contains { word in
                let letters = word.split { signs.contains($0) }
                return letters.count >= 5 && letters.allSatisfy { $0.count == 1 }
            }
        if dotted {
            return text.split(separator: " ")
                .map { word in
                    let letters = word.split { signs.contains($0) }
                    return letters.count >= 2 && letters.allSatisfy { $0.count == 1 } ? letters.joined() : String(word)
                }
                .joined(separator: " ")
        }
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        let single = words.count { $0.count == 1 }
        guard single >= 8, single * 2 > words.count else { return text }
        var result = ""
        for word in words {
            if word.isEmpty { result += " " } else if word.count == 1 { result += word } else { result += " \(word) " }
        }
        return result
    }

    /// "=== GITHUB DATA ===", "--- END OF CV ---": marks between which somebody else seems to speak.
    private static func hasForgedMarker(_ text: String) -> Bool {
        let hasRule = ["===", "---", "***", "###", "<<<", ">>>", "[[", "~~~", "___"].contains { text.contains($0) }
        return hasRule && forgedHeads.contains { text.contains($0) }
    }

    private static func sentences(of text: String) -> [String] {
        text.split(whereSeparator: { ".;:!?\n|".contains($0) }).map(String.init)
    }
}

extension InstructionRules {
    fileprivate static let forgedKeys = [
        "decision", "score", "rating", "verdict", "recommendation", "rank", "match", "hire", "overall_score", "result",
        "assessment", "match_score", "confidence",
    ]
    fileprivate static let chatMarkers = [
        "<|im_start|>", "<|im_end|>", "[inst]", "[/inst]", "<system>", "</system>", "<|system|>", "<|assistant|>",
        "<|endoftext|>", "<<sys>>", "### instruction", "### system", "[system]",
    ]
    fileprivate static let speakers: Set<String> = [
        "system", "assistant", "user", "developer", "human", "admin", "administrator", "instruction", "instructions",
        "ai",
        "system message", "system prompt", "system note", "important", "note to ai", "note to the ai", "operator",
        "model",
        "note to llm", "note to recruiter", "note to the model", "note to reviewer", "note to evaluator", "attention",
    ]
    fileprivate static let noteSpeakers = [
        "evaluator notes", "recruiter notes", "reviewer notes", "interviewer notes", "hiring manager notes",
        "assessment result", "evaluation result", "screening result", "assessor notes", "evaluator note", "note to ai",
    ]
    fileprivate static let forgedHeads = [
        "end of cv", "end of resume", "end of document", "end of input", "end of data", "end of user", "end of text",
        "evaluator", "github data", "system", "instruction", "reviewer notes", "recruiter notes", "begin data",
        "end data",
        "begin prompt", "end prompt", "candidate data", "assessment", "linkedin data", "verified data", "begin context",
        "end context", "interview notes", "end of file", "tool output", "end of candidate",
    ]
    fileprivate static let addressWords: Set<String> = [
        "score", "evaluation", "candidate", "instruction", "instructions", "ignore", "output", "must", "you", "approve",
        "rate", "complete", "override", "prompt", "hire", "recommend", "applicant", "rank", "approved", "select",
        "mark",
    ]
    fileprivate static let orderWords: Set<String> = [
        "ignore", "must", "you", "approve", "approved", "override", "instruction", "instructions", "hire", "complete",
    ]
    fileprivate static let addressees: Set<String> = [
        "ai", "llm", "model", "chatgpt", "gpt", "bot", "assistant", "ats", "parser", "algorithm", "screener",
    ]
    fileprivate static let modelWords: Set<String> = [
        "model", "ai", "llm", "system", "ats", "algorithm", "recruiter", "models",
    ]
    fileprivate static let overrideVerbs: Set<String> = [
        "ignore", "disregard", "forget", "override", "bypass", "skip", "ignoriere", "ignorieren", "missachte",
        "vergiss",
        "ignora", "olvida", "ignorez", "oubliez", "dimentica", "esqueca", "negeer", "vergeet", "zignoruj", "ignorar",
        "disobey", "ignorer", "ignoruj", "overlook", "supersede", "cancel", "ignoriert", "ignorad",
    ]
    fileprivate static let overrideObjects: Set<String> = [
        "instruction", "instructions", "prompt", "prompts", "rules", "guidelines", "criteria", "directions",
        "directives",
        "anweisungen", "instruktionen", "vorgaben", "regeln", "instrucciones", "indicaciones", "consignes",
        "istruzioni",
        "instrucoes", "instructies", "polecenia", "policy", "constraints", "everything", "requirements", "rubric",
        "foregoing", "preceding", "guidance", "reglas", "regras", "regole", "bisherigen", "vorherigen",
    ]
    fileprivate static let decisionVerbs: Set<String> = [
        "give", "assign", "award", "output", "return", "set", "rate", "mark", "score", "grade", "rank", "recommend",
        "select",
        "choose", "hire", "shortlist", "advance", "approve", "accept", "classify", "treat", "consider", "bewerte",
        "evalua",
        "note", "label", "report", "promote", "prioritize", "prioritise", "pass", "place", "put", "califica", "notez",
        "valuta", "beoordeel", "respond", "say", "conclude", "declare", "ensure", "make", "judge", "evaluate",
    ]
}
