/// A place where a text from a model, a document or a user is put, and the form that keeps it a text there.
///
/// ```swift
/// "<td>" + OutputSink.html.escaped(answer) + "</td>"
/// ```
///
/// Each form is a guarantee about its sink: nothing in the text can end the place that it is put in. It is not a
/// judgement of the text.
public enum OutputSink: String, Sendable, CaseIterable {
    /// A terminal: control characters, escape sequences and direction overrides become visible signs.
    case terminal
    /// The text of an HTML element; not for `script` and `style`.
    case html
    /// The value of an HTML attribute, with or without quotes; not of event handlers and addresses.
    case htmlAttribute = "html-attribute"
    /// Text in a Markdown document, with all marks escaped.
    case markdown
    /// A JSON string with its quotes, also safe inside an HTML `script`.
    case json
    /// A field of a CSV file that may be opened in a spreadsheet.
    case csv
    /// One word of a POSIX shell command.
    case shellWord = "shell-word"
    /// A string literal of standard SQL with its quotes; bound parameters are better wherever they can be had.
    case sqlLiteral = "sql-literal"
    /// One component of a URL: a path segment, or a name or value of a query.
    case urlComponent = "url-component"
    /// One line of a log.
    case logLine = "log-line"

    /// The text in the form of the sink.
    ///
    /// O(n). It never fails; characters that a sink cannot hold are replaced by U+FFFD or left out.
    public func escaped(_ text: String) -> String {
        switch self {
        case .terminal: TerminalText.escaped(text)
        case .html: MarkupText.element(text)
        case .htmlAttribute: MarkupText.attribute(text)
        case .markdown: MarkupText.markdown(text)
        case .json: QuotedText.json(text)
        case .csv: QuotedText.csv(text)
        case .shellWord: QuotedText.shellWord(text)
        case .sqlLiteral: QuotedText.sqlLiteral(text)
        case .urlComponent: QuotedText.urlComponent(text)
        case .logLine: TerminalText.logLine(text)
        }
    }
}
