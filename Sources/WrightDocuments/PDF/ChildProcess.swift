#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

// Runs another program on outside data, without trust in either.
//
// The program gets no input, an environment of four variables, a process group of its own, and limits on time, memory
// and output; both of its pipes are drained in one loop, so neither can fill up and stall it. The memory limit is set
// by a shell's `ulimit` just before the program takes the shell's place; the program's name and arguments reach the
// shell as parameters and are never part of a script. Where the system has no such limit (macOS), the time limit stands
// alone.

/// Programs that read formats for Wright, run as limited children.
enum ChildProcess {
    /// What a program left behind.
    struct Outcome {
        /// Its exit status; 128 and its signal where a signal ended it.
        var status: Int
        var output: [UInt8]
        /// The beginning of what it wrote to its error channel.
        var errors: String
    }

    /// What a program may take.
    struct Limits {
        var seconds: Int
        var memoryByteCount: Int
        var outputByteCount: Int

        init(_ limits: ParsingLimits) {
            seconds = max(1, limits.childSeconds)
            memoryByteCount = limits.childMemoryByteCount
            outputByteCount = min(limits.textByteCount * 8, 1 << 30)
        }
    }

    /// Where a program is installed; nil where it is not on the search path.
    static func path(of tool: String) -> String? {
        let search = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        for folder in search.split(separator: ":") where folder.hasPrefix("/") {
            let candidate = folder + "/" + tool
            if access(candidate, X_OK) == 0 { return candidate }
        }
        return nil
    }

    /// Runs a program to its end.
    ///
    /// Throws ``DocumentError`` with the code `toolMissing`, `toolFailed` (it cannot be started, or writes too much) or
    /// `timedOut`. A status other than 0 is no error here.
    static func run(
        _ tool: String,
        _ arguments: [String],
        package: String,
        limits: Limits
    ) throws(DocumentError) -> Outcome {
        guard let path = path(of: tool) else { throw .toolNotInstalled(tool, package: package) }
        let script = """
            ulimit -v "$1" 2>/dev/null; ulimit -c 0 2>/dev/null; shift; cd / || exit 126
            exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; exec "$@"
            """
        let kibibytes = String(max(1, limits.memoryByteCount / 1024))
        let all = ["/bin/sh", "-c", script, "sh", kibibytes, path] + arguments
        guard !all.contains(where: { $0.utf8.contains(0) }) else {
            throw .toolFailure(tool, reason: "an argument holds a zero byte")
        }
        guard var pipes = PipePair() else { throw .toolFailure(tool, reason: "no pipe can be made") }
        defer { pipes.close() }
        guard let process = spawn(all, pipes: pipes) else { throw .toolFailure(tool, reason: "it cannot be started") }
        pipes.closeWriters()
        let end = now() + Int64(limits.seconds) * 1_000_000_000
        let drained = drain(pipes, until: end, limit: limits.outputByteCount)
        let status = wait(for: process, until: drained.state == .whole ? end : 0)
        switch drained.state {
        case .late: throw .toolTimedOut(tool, seconds: limits.seconds)
        case .large: throw .toolFailure(tool, reason: "it wrote more than \(limits.outputByteCount) bytes")
        case .whole: break
        }
        guard let status else { throw .toolTimedOut(tool, seconds: limits.seconds) }
        let errors = String(decoding: drained.errors, as: UTF8.self)
        return Outcome(status: status, output: drained.output, errors: errors)
    }

    private enum State {
        case whole
        case late
        case large
    }

    private static func spawn(_ arguments: [String], pipes: PipePair) -> pid_t? {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
        defer { posix_spawn_file_actions_destroy(&actions) }
        guard posix_spawnattr_init(&attributes) == 0 else { return nil }
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipes.output.writer, 1)
        posix_spawn_file_actions_adddup2(&actions, pipes.errors.writer, 2)
        var flags = Int32(POSIX_SPAWN_SETPGROUP)
        #if canImport(Darwin)
        flags |= Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
        #endif
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawnattr_setpgroup(&attributes, 0)
        let environment = [
            "PATH=/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin", "LC_ALL=C.UTF-8", "HOME=/", "OMP_THREAD_LIMIT=1",
        ]
        var process = pid_t()
        let status = withCStrings(arguments) { argv in
            withCStrings(environment) { posix_spawn(&process, "/bin/sh", &actions, &attributes, argv, $0) }
        }
        return status == 0 ? process : nil
    }

    private static func withCStrings<Result>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }

    private static func drain(
        _ pipes: PipePair,
        until end: Int64,
        limit: Int
    ) -> (output: [UInt8], errors: [UInt8], state: State) {
        var texts: [[UInt8]] = [[], []]
        var descriptors = [
            pollfd(fd: pipes.output.reader, events: Int16(POLLIN), revents: 0),
            pollfd(fd: pipes.errors.reader, events: Int16(POLLIN), revents: 0),
        ]
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while descriptors.contains(where: { $0.fd >= 0 }) {
            let left = end - now()
            guard left > 0 else { return (texts[0], texts[1], .late) }
            let ready = poll(&descriptors, 2, Int32(min(left / 1_000_000 + 1, 1000)))
            guard ready > 0 else { continue }
            for index in 0..<2 where descriptors[index].fd >= 0 && descriptors[index].revents != 0 {
                let count = read(descriptors[index].fd, &chunk, chunk.count)
                if count == -1, errno == EINTR || errno == EAGAIN { continue }
                guard count > 0 else {
                    descriptors[index].fd = -1
                    continue
                }
                // Of errors the beginning says enough; the rest is read and dropped.
                let room = index == 0 ? limit - texts[0].count : (1 << 14) - texts[1].count
                texts[index].append(contentsOf: chunk[..<min(count, max(0, room))])
                if index == 0, count > room { return (texts[0], texts[1], .large) }
            }
        }
        return (texts[0], texts[1], .whole)
    }

    /// Waits for a child until a time, then kills its whole group; nil where it had to be killed.
    private static func wait(for process: pid_t, until end: Int64) -> Int? {
        var status: Int32 = 0
        while true {
            let found = waitpid(process, &status, WNOHANG)
            if found == process {
                kill(-process, SIGKILL)
                return status & 0x7F == 0 ? Int(status >> 8 & 0xFF) : 128 + Int(status & 0x7F)
            }
            guard found == 0 || errno == EINTR, now() < end else { break }
            usleep(2000)
        }
        kill(-process, SIGKILL)
        kill(process, SIGKILL)
        while waitpid(process, &status, 0) == -1, errno == EINTR {}
        return nil
    }

    /// Nanoseconds of a clock that never goes back.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// The pipes from a child: its output and its errors.
private struct PipePair {
    struct Ends {
        var reader: Int32
        var writer: Int32
    }

    private(set) var output: Ends
    private(set) var errors: Ends

    init?() {
        guard let output = Self.ends() else { return nil }
        guard let errors = Self.ends() else {
            Self.close(output.reader, output.writer)
            return nil
        }
        self.output = output
        self.errors = errors
    }

    mutating func closeWriters() {
        Self.close(output.writer, errors.writer)
        output.writer = -1
        errors.writer = -1
    }

    mutating func close() {
        closeWriters()
        Self.close(output.reader, errors.reader)
    }

    private static func ends() -> Ends? {
        var pair: [Int32] = [-1, -1]
        guard pipe(&pair) == 0 else { return nil }
        for descriptor in pair { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return Ends(reader: pair[0], writer: pair[1])
    }

    private static func close(_ descriptors: Int32...) {
        for descriptor in descriptors where descriptor >= 0 {
            #if canImport(Glibc)
            _ = Glibc.close(descriptor)
            #elseif canImport(Musl)
            _ = Musl.close(descriptor)
            #else
            _ = Darwin.close(descriptor)
            #endif
        }
    }
}
