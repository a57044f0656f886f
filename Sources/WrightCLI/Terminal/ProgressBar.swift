private import Synchronization

/// One line on standard error that says how far the work is; drawn on a terminal only.
final class ProgressBar: Sendable {
    private struct State {
        var label = ""
        var drawn = ""
        var lastDrawing: ContinuousClock.Instant?
    }

    private let isShown: Bool
    private let state = Mutex(State())

    init(isQuiet: Bool) {
        isShown = !isQuiet && Output.isInteractive
    }

    /// Says how much of how much is done; draws at most ten times a second.
    func update(_ label: String, done: Int, total: Int) {
        guard isShown else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            let isDue = state.lastDrawing.map { now - $0 > .milliseconds(100) } ?? true
            guard isDue || state.label != label || done == total else { return }
            state.label = label
            state.lastDrawing = now
            let width = 24
            let filled = total > 0 ? min(width, done * width / total) : 0
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
            state.drawn = "\r\u{1B}[K\(label) \(bar) \(done)/\(total)"
            Self.draw(state.drawn)
        }
    }

    /// Takes the line away.
    func clear() {
        guard isShown else { return }
        state.withLock { state in
            guard state.lastDrawing != nil else { return }
            Self.draw("\r\u{1B}[K")
            state.lastDrawing = nil
        }
    }

    private static func draw(_ text: String) {
        Output.raw(text)
    }
}
