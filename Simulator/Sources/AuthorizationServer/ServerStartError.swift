/// Why the server cannot start here: one line that says what happened, why, and what to do. The
/// command line ends with status 15.
public struct ServerStartError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
