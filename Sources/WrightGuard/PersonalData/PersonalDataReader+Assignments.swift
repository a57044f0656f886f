// Idea: `password = …`, `"api_key": "…"`, `Authorization: Bearer …`: the name says that the value is a secret, and the
// value must look like one. In source code most such names are given other names, calls and placeholders; those have no
// digits among their letters, or marks that no secret has.
extension PersonalDataReader {
    /// Reads at `=` or `:` after a name that promises a secret, and returns where reading goes on.
    mutating func readAssignment(at mark: Int) -> Int {
        var nameEnd = mark
        while nameEnd > 0, [32, 34, 39, 96, 58].contains(bytes[nameEnd - 1]), mark - nameEnd < 3 { nameEnd -= 1 }
        guard let kind = secretName(endingAt: nameEnd) else { return mark + 1 }
        var position = mark + 1
        while [UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: ":")].contains(bytes.byte(position)),
            position - mark < 3
        {
            position += 1
        }
        position = bytes.end(from: position, limit: 4) { $0 == 32 || $0 == 9 }
        if bytes.hasFolded("bearer ", at: position) { position += 7 }
        if bytes.hasFolded("basic ", at: position) { position += 6 }
        if bytes.hasFolded("token ", at: position) { position += 6 }
        var quote = bytes.byte(position)
        if quote == UInt8(ascii: "\\") {
            position += 1
            quote = bytes.byte(position)
        }
        let isQuoted = quote == 34 || quote == 39 || quote == 96
        if isQuoted { position += 1 }
        let start = position
        let end = bytes.end(from: start, limit: 512) { byte in
            if isQuoted { return byte != quote && byte >= 32 && byte != UInt8(ascii: "\\") }
            return byte > 32 && ![34, 39, 96, 44, 59, 41, 60, 62, 125, 93].contains(byte)
        }
        guard end > start, isQuoted == (isQuoted && bytes.byte(end) != 10) else { return mark + 1 }
        if found.last.map({ $0.range.upperBound > start }) == true { return mark + 1 }
        guard isSecretValue(start..<end, kind: kind, isQuoted: isQuoted) else { return mark + 1 }
        if readSecret(at: start) != nil { return end }
        return add(.secret, start..<end, 0.85, kind == .password ? "password" : "key")
    }

    enum SecretName {
        case password, key
    }

    /// Whether the word that ends at a place names a secret.
    private func secretName(endingAt end: Int) -> SecretName? {
        guard end > 0, TextByte.isLetter(bytes[end - 1]) || bytes[end - 1] == UInt8(ascii: "d") else { return nil }
        var start = end
        var letters: [UInt8] = []
        while start > 0, end - start < 40,
            TextByte.isAlphanumeric(bytes[start - 1]) || [45, 95].contains(bytes[start - 1])
        {
            start -= 1
        }
        for byte in bytes[start..<end] where TextByte.isAlphanumeric(byte) { letters.append(TextByte.lowered(byte)) }
        func ends(_ suffix: String) -> Bool { letters.reversed().starts(with: suffix.utf8.reversed()) }
        for suffix in ["password", "passwd", "pwd", "passphrase", "passwort", "kennwort", "contrasena", "passcode"]
        where ends(suffix) {
            return .password
        }
        for suffix in [
            "apikey", "secretkey", "accesskey", "secretaccesskey", "privatekey", "authkey", "encryptionkey",
            "accountkey", "sharedaccesskey", "clientsecret", "appsecret", "secret", "authtoken", "accesstoken",
            "refreshtoken", "apitoken", "bottoken", "sessiontoken", "token", "authorization", "credential",
            "credentials",
            "signingkey", "masterkey",
        ] where ends(suffix) {
            return .key
        }
        return nil
    }

    private func isSecretValue(_ range: Range<Int>, kind: SecretName, isQuoted: Bool) -> Bool {
        let value = UnsafeBufferPointer(rebasing: bytes[range])
        guard !isPlaceholder(value), !value.contains(32) || isQuoted && kind == .password else { return false }
        var hasDigit = false
        var hasUpper = false
        var hasLower = false
        var hasMark = false
        for byte in value {
            if TextByte.isDigit(byte) {
                hasDigit = true
            } else if TextByte.isUpper(byte) {
                hasUpper = true
            } else if TextByte.isLower(byte) {
                hasLower = true
            } else {
                hasMark = true
            }
        }
        let classes = [hasDigit, hasUpper, hasLower, hasMark].reduce(0) { $0 + ($1 ? 1 : 0) }
        let isCode = value.contains { $0 == 40 || $0 == 91 || $0 == 123 || $0 == 36 }
        if kind == .password {
            guard range.count >= 6, range.count <= 128, !value.contains(32) else { return false }
            if isQuoted { return classes >= 2 && (hasDigit || hasMark && classes >= 3) }
            return !isCode && hasDigit && (hasUpper || hasLower) && (classes >= 3 || range.count >= 8)
                && !isDottedName(value)
        }
        guard range.count >= 16, !isCode, hasDigit, hasUpper || hasLower else { return false }
        return !isDottedName(value) && isRandom(range)
    }

    /// `settings.SECRET_KEY2`: words with dots are names of a program.
    private func isDottedName(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        let parts = value.split(separator: 46)
        guard parts.count > 1 else { return false }
        return parts.allSatisfy { part in
            part.first.map { TextByte.isLetter($0) || $0 == 95 } == true && part.allSatisfy { TextByte.isWord($0) }
                && part.count < 32
        }
    }
}
