#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
internal import WrightCore
private import WrightGuard

/// Data on standard output, messages on standard error.
enum Output {
    /// Writes a line of data.
    static func line(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    /// Writes a line of data; where a terminal reads it, the text is wrapped and stands behind its head.
    static func line(_ head: String, wrapping text: String) {
        line(hanging(head, text, on: STDOUT_FILENO))
    }

    /// Writes a JSON document.
    static func json(_ value: JSONValue) {
        line(value.text(indented: isTerminal(STDOUT_FILENO)))
    }

    /// Writes a message.
    static func message(_ text: String) {
        write(text + "\n", to: STDERR_FILENO)
    }

    /// Writes a message; where a terminal reads it, the text is wrapped and stands behind its head.
    static func message(_ head: String, wrapping text: String) {
        message(hanging(head, text, on: STDERR_FILENO))
    }

    /// Writes to standard error as it is, without a line break.
    static func raw(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    /// Writes what went wrong and what to do.
    static func error(_ error: any DescribedError) {
        message("error: " + lines(error.message))
        if let remedy = error.remedy { message("fix: " + lines(remedy)) }
    }

    /// A text of several lines, each as ``printable(_:)``, the later ones indented.
    private static func lines(_ text: String) -> String {
        text.split(separator: "\n").map { printable(String($0)) }.joined(separator: "\n  ")
    }

    /// Whether a person reads messages as they come.
    static var isInteractive: Bool { isTerminal(STDERR_FILENO) }

    /// Columns of the terminal that reads standard output; 100 where none does.
    static var width: Int { width(of: STDOUT_FILENO) ?? 100 }

    /// Columns of the terminal that reads; nil where none does.
    private static func width(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    private static func hanging(_ head: String, _ text: String, on descriptor: Int32) -> String {
        guard let width = width(of: descriptor) else { return head + text }
        return head
            + TextForm.wrapped(text, width: width - head.count)
            .joined(separator: "\n" + String(repeating: " ", count: head.count))
    }

    /// The text in one line with control characters, escape sequences, direction marks and tag characters made visible,
    /// so that a name, a document or a model cannot steer the terminal.
    static func printable(_ text: String) -> String {
        let escaped = OutputSink.terminal.escaped(text)
        guard escaped.utf8.contains(where: { $0 == 9 || $0 == 10 }) else { return escaped }
        return escaped.replacing("\n", with: "\\n").replacing("\t", with: " ")
    }

    private static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var offset = 0
            while offset < bytes.count {
                #if canImport(Glibc)
                let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
                #elseif canImport(Musl)
                let count = Musl.write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
                #else
                let count = Darwin.write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
                #endif
                if count < 0 {
                    if errno == EINTR { continue }
                    guard descriptor == STDOUT_FILENO else { return }
                    message("error: Standard output cannot be written: \(String(cString: strerror(errno))).")
                    message("fix: Make room where the output goes, and run the command again.")
                    exit(1)
                }
                offset += count
            }
        }
    }
}
