/// An error that can be shown to a user: what is wrong, and what to do about it.
///
/// Every module has one error structure that conforms. The command line prints `error:` and `fix:` from it, and the
/// server makes problem JSON of it, so wording lives in the module that found the fault and nowhere else.
public protocol DescribedError: Error, Sendable {
    /// A stable, machine-readable name of the failure, in lower camel case, such as `modelMissing`.
    var identifier: String { get }

    /// One full sentence that names the thing in quotes and says what was expected and what was found.
    var message: String { get }

    /// An imperative that the reader can carry out, or nil where nothing can be done.
    var remedy: String? { get }
}
