#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
internal import AsyncHTTPClient
internal import NIOCore

/// The one HTTP client of the process, with its pool of connections.
enum SharedClient {
    /// Lives as long as the process, so it is never shut down.
    static let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)

    /// The longest that any call may take; callers set shorter limits.
    static let longest = TimeAmount.hours(2)
    /// The same as a duration.
    static let longestWait = Duration.seconds(7200)

    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(15))
        )
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }
}

/// The wall clock.
enum WallClock {
    static func secondsSince1970() -> Int64 { Int64(time(nil)) }
}
